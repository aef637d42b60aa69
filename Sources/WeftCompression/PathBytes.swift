/// Paths are bytes to the system, and a `String` cannot hold bytes that are not UTF-8. So a string carries them: what is
/// UTF-8 stands as it is, and any other byte is one private scalar, U+10FE00 plus the byte. Those scalars themselves are
/// carried byte by byte, so that every path has a string of its own and comes back as it was.
///
/// Strings that come from the system are made with `init(pathBytes:)`, and `pathBytes` is what the system is called with.
extension String {
    /// Makes the string that carries a path, an argument or a file's name.
    package init(pathBytes bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        self = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            var decoder = UTF8(), iterator = rest.makeIterator()
            if case .scalarValue(let scalar) = decoder.decode(&iterator), !PathByte.range.contains(scalar.value) {
                unicodeScalars.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                unicodeScalars.append(PathByte.scalar(rest.removeFirst()))
            }
        }
    }

    /// Makes the string that carries the bytes up to a NUL.
    package init(pathBytes bytes: UnsafePointer<CChar>) {
        var count = 0
        while bytes[count] != 0 { count += 1 }
        let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
        // Nearly all names are plain, and are taken at once.
        if bytes.allSatisfy({ $0 < 0x80 }) {
            self = String(decoding: bytes, as: UTF8.self)
        } else {
            self.init(pathBytes: bytes)
        }
    }

    /// The path in the system's form, with a NUL at its end. A path with a NUL in its middle, which no file has, is empty.
    package var pathBytes: [CChar] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + 1)
        for scalar in unicodeScalars {
            if let byte = PathByte.byte(scalar) {
                bytes.append(byte)
            } else {
                bytes += UTF8.encode(scalar) ?? .init()
            }
        }
        if bytes.contains(0) { return [0] }
        return bytes.map { CChar(bitPattern: $0) } + [0]
    }

    /// The text for a person to read, on one line and without a byte that a terminal obeys: carried bytes are shown as
    /// `\xE9`, control characters and line breaks escaped.
    package var singleLine: String {
        var line = ""
        for scalar in unicodeScalars {
            if let byte = PathByte.byte(scalar) {
                line += "\\x" + PathByte.hexadecimal(byte)
            } else if scalar == "\n" {
                line += "\\n"
            } else if scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}" {
                line += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// The text that an argument which is no path stands for: what is not UTF-8 becomes U+FFFD.
    package var argumentText: String {
        guard unicodeScalars.contains(where: { PathByte.byte($0) != nil }) else { return self }
        return String(decoding: pathBytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The private scalars that stand for bytes.
package enum PathByte {
    /// Bytes below 0x80 are always UTF-8.
    static let range: ClosedRange<UInt32> = 0x10_FE80...0x10_FEFF

    /// The byte that a scalar stands for, if it stands for one.
    package static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        range.contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) : nil
    }

    static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(0x10_FE00 + UInt32(byte)) ?? Unicode.Scalar(byte)
    }

    /// Two digits.
    package static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
