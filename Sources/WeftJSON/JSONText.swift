#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A string as it stands in JSON text, between its quotes. Without escapes its bytes are the text itself.
package struct JSONText {
    /// The bytes between the quotes.
    package let bytes: UnsafeRawBufferPointer
    /// Whether there are escapes among them.
    package let hasEscapes: Bool

    /// Whether the text is the given one, in any of its canonically equivalent forms, as strings compare.
    package func equals(_ other: String) -> Bool {
        // Canonical forms of a text differ in length by a factor of three at most, escapes by six; comparing a very long
        // text costs much.
        guard bytes.count <= 18 * other.utf8.count else { return false }
        if hasEscapes { return string() == other }
        var other = other
        if other.withUTF8({ $0.elementsEqual(bytes) }) { return true }
        // Texts of ASCII have no other form.
        let mayDiffer = bytes.contains { $0 >= 0x80 } || other.utf8.contains { $0 >= 0x80 }
        return mayDiffer && string() == other
    }

    /// The text as a string; broken UTF-8 and lone surrogates become U+FFFD.
    package func string() -> String {
        guard hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
        var unescaped: [UInt8] = []
        unescape(into: &unescaped)
        return String(decoding: unescaped, as: UTF8.self)
    }

    /// Appends the text's bytes with all escapes resolved.
    /// - Returns: The number of lone surrogates that became U+FFFD.
    @discardableResult
    package func unescape(into output: inout [UInt8]) -> Int {
        output.reserveCapacity(output.count + bytes.count)
        var repaired = 0
        var index = 0
        while index < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[index...])
            guard let base = rest.baseAddress, let escape = memchr(base, Int32(UInt8(ascii: "\\")), rest.count) else {
                output.append(contentsOf: rest)
                break
            }
            let plain = UnsafeRawPointer(escape) - base
            output.append(contentsOf: rest[..<plain])
            index += plain + 2
            switch bytes[index - 1] {
            case UInt8(ascii: "n"): output.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "t"): output.append(UInt8(ascii: "\t"))
            case UInt8(ascii: "r"): output.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "b"): output.append(8)
            case UInt8(ascii: "f"): output.append(12)
            case UInt8(ascii: "u"):
                let scalar = self.scalar(at: &index)
                if scalar == nil { repaired += 1 }
                Self.append(scalar ?? "\u{FFFD}", to: &output)
            case let quoted: output.append(quoted)
            }
        }
        return repaired
    }

    /// The scalar whose four digits begin at an index, together with the second half of a surrogate pair.
    private func scalar(at index: inout Int) -> Unicode.Scalar? {
        let first = codeUnit(at: index)
        index += 4
        guard first & 0xF800 == 0xD800 else { return Unicode.Scalar(first) }
        guard first < 0xDC00, index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        let second = codeUnit(at: index + 2)
        guard second & 0xFC00 == 0xDC00 else { return nil }
        index += 6
        return Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)))
    }

    /// Appends a scalar in UTF-8, without the string that the standard library would make of it.
    private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        let value = scalar.value
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(value >> shift & 0x3F | 0x80) }
        switch value {
        case ..<0x80: output.append(UInt8(value))
        case ..<0x800:
            output.append(UInt8(value >> 6 | 0xC0))
            output.append(continuation(0))
        case ..<0x10000:
            output.append(UInt8(value >> 12 | 0xE0))
            output.append(continuation(6))
            output.append(continuation(0))
        default:
            output.append(UInt8(value >> 18 | 0xF0))
            output.append(continuation(12))
            output.append(continuation(6))
            output.append(continuation(0))
        }
    }

    /// Four hexadecimal digits, which the scanner has checked.
    private func codeUnit(at index: Int) -> UInt16 {
        bytes[index..<index + 4].reduce(0) { $0 << 4 | UInt16(JSONText.hexadecimal($1) ?? 0) }
    }

    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension JSONScanner {
    /// Takes a string and checks its escapes.
    package mutating func text() throws(JSONError) -> JSONText {
        guard peek() == UInt8(ascii: "\"") else { throw fault("a string") }
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            position = endOfPlainText(from: position)
            guard position < bytes.count else { break }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return JSONText(bytes: .init(rebasing: bytes[start..<position - 1]), hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try takeEscape()
            default: throw fault("no control character in a string")
            }
        }
        throw fault("a closing quote")
    }

    /// The first byte from `start` on that is a quote, a backslash or a control character. Eight bytes are tested at
    /// once, by the borrow that subtraction carries out of a byte that is too small.
    private func endOfPlainText(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let special =
                ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
            // The lowest marked byte is marked rightly: a borrow only reaches those above it.
            if special & highs != 0 { return index + (special & highs).trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""),
            bytes[index] != UInt8(ascii: "\\")
        { index += 1 }
        return index
    }

    private mutating func takeEscape() throws(JSONError) {
        position += 1
        guard position < bytes.count else { throw fault("an escape") }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard position < bytes.count, JSONText.hexadecimal(bytes[position]) != nil else {
                    throw fault("a hexadecimal digit")
                }
                position += 1
            }
        default: throw fault("an escape")
        }
    }
}
