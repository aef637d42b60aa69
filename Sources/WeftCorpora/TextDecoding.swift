/// Makes strings of bytes, repairing broken UTF-8 and counting the repairs.
struct TextDecoder {
    /// The repairs so far.
    private(set) var repairs = 0
    private var unescaped: [UInt8] = []

    /// The bytes as a string. Valid UTF-8, the common case, is checked and copied once.
    mutating func string(_ bytes: UnsafeRawBufferPointer) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        repairs += BrokenUTF8.count(in: bytes)
        return String(decoding: bytes, as: UTF8.self)
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
