/// Makes strings of bytes, repairing broken UTF-8 and counting the repairs.
struct TextDecoder {
    /// The repairs so far.
    private(set) var repairs = 0
    private var unescaped: [UInt8] = []

    /// The bytes as a string. Valid UTF-8, the common case, is checked and copied once.
    mutating func string(_ bytes: UnsafeRawBufferPointer) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        let repaired = String(decoding: bytes, as: UTF8.self)
        // Replacement characters that stood in the bytes are no repairs.
        let standing = Self.replacementCount(bytes)
        var copy = repaired
        repairs += copy.withUTF8 { Self.replacementCount(UnsafeRawBufferPointer($0)) } - standing
        return repaired
    }

    /// The string of bytes that `unescape` appends to a buffer, which it tells the number of its own repairs.
    mutating func string(unescape: (inout [UInt8]) -> Int) -> String {
        unescaped.removeAll(keepingCapacity: true)
        repairs += unescape(&unescaped)
        // The buffer is lent out, so that it is not copied.
        var lent: [UInt8] = []
        swap(&lent, &unescaped)
        defer { swap(&lent, &unescaped) }
        return lent.withUnsafeBytes { string($0) }
    }

    /// The number of times that U+FFFD stands in the bytes.
    private static func replacementCount(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count >= 3 else { return 0 }
        return (0..<bytes.count - 2).count { bytes[$0] == 0xEF && bytes[$0 + 1] == 0xBF && bytes[$0 + 2] == 0xBD }
    }
}

extension UnsafeRawBufferPointer {
    /// The beginning of the bytes in quotes, for messages.
    var excerpt: String {
        let limit = 40
        let start = String(decoding: prefix(4 * limit), as: UTF8.self).prefix(limit)
        return "\"\(start)\"\(start.utf8.count < count ? "…" : "")"
    }

    /// Whether there is nothing but spaces and tabs.
    var isBlank: Bool { allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
}
