#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads JSON (RFC 8259) from bytes, value by value, strictly and without building a tree: no comments, no trailing
/// commas, no bare control characters. The bytes must outlive the scanner.
package struct JSONScanner {
    /// Values that are nested deeper are not built, so that no text can exhaust the stack; they can be skipped.
    package static let maximumDepth = 128

    let bytes: UnsafeRawBufferPointer
    /// The offset of the next byte.
    package internal(set) var position = 0

    /// Creates a scanner at the beginning of the bytes.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next byte after white space, not taken; nil at the end.
    package mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    /// Takes a byte of punctuation.
    package mutating func take(_ byte: UInt8) throws(JSONError) {
        guard peek() == byte else { throw fault("'\(Character(Unicode.Scalar(byte)))'") }
        position += 1
    }

    /// Takes a byte of punctuation if it comes next.
    package mutating func takeIfPresent(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// Checks that nothing but white space is left.
    package mutating func finish() throws(JSONError) {
        guard peek() == nil else { throw fault("the end of the text") }
    }

    /// Takes an object, calling `member` with the scanner before each value; it must take the value.
    package mutating func object<Failure: Error>(
        fault: (JSONError) -> Failure, _ member: (inout JSONScanner, JSONText) throws(Failure) -> Void
    ) throws(Failure) {
        var isFirst = true
        do throws(JSONError) { try take(UInt8(ascii: "{")) } catch { throw fault(error) }
        while true {
            let key: JSONText?
            do throws(JSONError) { key = try nextKey(isFirst: isFirst) } catch { throw fault(error) }
            guard let key else { return }
            isFirst = false
            try member(&self, key)
        }
    }

    /// Takes the key of the next member and the colon behind it, or the object's closing brace.
    private mutating func nextKey(isFirst: Bool) throws(JSONError) -> JSONText? {
        if isFirst {
            if takeIfPresent(UInt8(ascii: "}")) { return nil }
        } else if !takeIfPresent(UInt8(ascii: ",")) {
            guard takeIfPresent(UInt8(ascii: "}")) else { throw fault("',' or '}'") }
            return nil
        }
        let key = try text()
        try take(UInt8(ascii: ":"))
        return key
    }

    /// Takes an array, calling `element` before each value; it must take the value.
    package mutating func array(_ element: (inout JSONScanner) throws(JSONError) -> Void) throws(JSONError) {
        try take(UInt8(ascii: "["))
        if takeIfPresent(UInt8(ascii: "]")) { return }
        while true {
            try element(&self)
            if takeIfPresent(UInt8(ascii: ",")) { continue }
            guard takeIfPresent(UInt8(ascii: "]")) else { throw fault("',' or ']'") }
            return
        }
    }

    /// Takes a number.
    /// - Returns: The range of its bytes.
    package mutating func number() throws(JSONError) -> Range<Int> {
        _ = peek()
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        if byte == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if byte == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return start..<position
    }

    /// Takes a number and gives its digits as they stand.
    package mutating func numberText() throws(JSONError) -> String {
        String(decoding: bytes[try number()], as: UTF8.self)
    }

    /// Takes a number that must be whole, not negative, and fit an `Int`.
    package mutating func count() throws(JSONError) -> Int {
        _ = peek()
        let start = position
        let range = try number()
        var value = 0
        for byte in bytes[range] {
            let digit = Int(byte) - Int(UInt8(ascii: "0"))
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.addingReportingOverflow(digit)
            guard (0...9).contains(digit), !overflow, !overflow2 else {
                position = start
                throw fault("a whole number below 2^63")
            }
            value = sum
        }
        return value
    }

    /// Takes one of the words `true`, `false`, `null`.
    package mutating func takeIfPresent(word: StaticString) -> Bool {
        _ = peek()
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, let base = bytes.baseAddress,
            memcmp(base + position, word.utf8Start, word.utf8CodeUnitCount) == 0
        else { return false }
        position = end
        return true
    }

    /// Takes a value of any kind and drops it, checking its grammar. It may be nested to any depth: what is open is kept
    /// in memory of a byte a level, not on the stack.
    package mutating func skipValue() throws(JSONError) {
        var isObject: [Bool] = []
        repeat {
            // A value comes next, or the end of an empty object or array.
            if takeIfPresent(UInt8(ascii: "{")) {
                isObject.append(true)
                if !takeIfPresent(UInt8(ascii: "}")) {
                    try skipKey()
                    continue
                }
                isObject.removeLast()
            } else if takeIfPresent(UInt8(ascii: "[")) {
                isObject.append(false)
                if !takeIfPresent(UInt8(ascii: "]")) { continue }
                isObject.removeLast()
            } else {
                try skipScalar()
            }
            try skipEnds(&isObject)
        } while !isObject.isEmpty
    }

    /// Takes what may follow a value: the ends of what is open, up to the comma, and the key, before the next value.
    private mutating func skipEnds(_ isObject: inout [Bool]) throws(JSONError) {
        while let inObject = isObject.last {
            if takeIfPresent(UInt8(ascii: ",")) {
                if inObject { try skipKey() }
                return
            }
            guard takeIfPresent(inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw fault(inObject ? "',' or '}'" : "',' or ']'")
            }
            isObject.removeLast()
        }
    }

    private mutating func skipKey() throws(JSONError) {
        _ = peek()
        _ = try text()
        try take(UInt8(ascii: ":"))
    }

    private mutating func skipScalar() throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t") where takeIfPresent(word: "true"): break
        case UInt8(ascii: "f") where takeIfPresent(word: "false"): break
        case UInt8(ascii: "n") where takeIfPresent(word: "null"): break
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: _ = try number()
        default: throw fault("a value")
        }
    }

    /// The error of finding something else than expected here.
    package func fault(_ expected: String) -> JSONError {
        guard position < bytes.count else {
            return JSONError(offset: position, expected: expected, found: "the end of the text")
        }
        let byte = bytes[position]
        let isPrintable = byte > 0x20 && byte < 0x7F
        let found = isPrintable ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
        return JSONError(offset: position, expected: expected, found: found)
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw fault("a digit") }
    }
}
