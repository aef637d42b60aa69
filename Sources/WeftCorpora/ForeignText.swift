/// Tells text in other encodings than UTF-8, and what is no text, by its bytes.
enum ForeignText {
    private static let marks: [(name: String, bytes: [UInt8])] = [
        // Before UTF-16, whose mark begins that of UTF-32.
        ("UTF-32", [0xFF, 0xFE, 0, 0]), ("UTF-32", [0, 0, 0xFE, 0xFF]), ("UTF-16", [0xFF, 0xFE]),
        ("UTF-16", [0xFE, 0xFF]),
    ]

    /// The encoding whose byte order mark begins the bytes; nil for none and for that of UTF-8.
    static func mark(_ start: UnsafeRawBufferPointer) -> String? {
        marks.first { start.starts(with: $0.bytes) }?.name
    }

    /// Whether the bytes are too few to tell their byte order mark.
    static func mayBeMark(_ start: UnsafeRawBufferPointer) -> Bool {
        (marks.map(\.bytes) + [[0xEF, 0xBB, 0xBF]]).contains { $0.count > start.count && $0.starts(with: start) }
    }

    /// What bytes are among which is a NUL. Letters of Latin scripts, digits and spaces have a NUL in every pair of bytes
    /// in UTF-16, always on the same side, and three in four bytes in UTF-32.
    static func name(ofBytesWithNUL bytes: UnsafeRawBufferPointer) -> String {
        if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) {
            return "a tar archive (unpack it first: tar -xO)"
        }
        let sample = bytes.prefix(1024)
        var counts = [0, 0, 0, 0]
        for (index, byte) in sample.enumerated() where byte == 0 { counts[index % 4] += 1 }
        let quarter = sample.count / 4
        let isOften = counts.map { $0 * 2 > quarter }, isSeldom = counts.map { $0 * 20 <= quarter }
        if quarter > 0, isOften.count(where: \.self) == 3, isSeldom[0] || isSeldom[3] {
            return "what looks like UTF-32 (many NUL bytes)"
        }
        let isBig = isOften[0] && isOften[2] && isSeldom[1] && isSeldom[3]
        let isLittle = isOften[1] && isOften[3] && isSeldom[0] && isSeldom[2]
        if quarter > 0, isBig || isLittle { return "what looks like UTF-16 (many NUL bytes)" }
        return "a NUL byte (binary data)"
    }
}
