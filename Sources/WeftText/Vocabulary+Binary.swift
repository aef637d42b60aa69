/// The compact form that lies inside a model, in its tensor `vocabulary` (U8), read without making a `String`.
///
/// | bytes | what | type, little-endian |
/// | --- | --- | --- |
/// | 8 | `WEFTVOC1` | ASCII |
/// | 4 | n, the number of tokens behind the special ones | UInt32 |
/// | 4 | b, the number of their bytes | UInt32 |
/// | 4 n | where each token ends in those bytes, ascending | UInt32 |
/// | 8 n | how often each stood in the training data | UInt64 |
/// | b | the tokens, one behind the other, each at least a byte | UTF-8 |
///
/// The special tokens, which are not in it, have the rows 0 to 3 of the embedding (`Special`), so token i, counted from
/// 0, has row i + 4. No token stands twice. `Tests/Fixtures/read_model.py` reads it in ten lines of Python.
extension Vocabulary {
    private static let magic = Array("WEFTVOC1".utf8)
    private static let headerSize = 16
    /// An end and a count.
    private static let entrySize = 12

    /// The compact form. Complexity: O(size).
    public var bytes: [UInt8] {
        let specials = Special.allCases.count
        let specialBytes = table.range(of: specials - 1).upperBound
        let tokenBytes = table.bytes.count - specialBytes
        var result = Vocabulary.magic
        result.reserveCapacity(Vocabulary.headerSize + (count - specials) * Vocabulary.entrySize + tokenBytes)
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { result.append(contentsOf: $0) }
        }
        append(UInt32(count - specials))
        append(UInt32(tokenBytes))
        for end in table.ends[specials...] { append(end - UInt32(specialBytes)) }
        for count in counts[specials...] { append(count) }
        result.append(contentsOf: table.bytes[specialBytes...])
        return result
    }

    /// Reads the compact form; nothing in it is trusted. Complexity: O(size), about a millisecond for 30,000 tokens.
    ///
    /// - Throws: `TextError.malformedVocabularyBytes` with the offset at fault.
    public init(bytes: [UInt8]) throws(TextError) {
        guard bytes.count >= Vocabulary.headerSize, bytes.starts(with: Vocabulary.magic) else {
            throw .malformedVocabularyBytes(
                offset: 0, expected: "WEFTVOC1 and two sizes", found: "\(bytes.count) bytes")
        }
        let tokenCount = Int(Vocabulary.read(UInt32.self, bytes, 8))
        let tokenBytes = Int(Vocabulary.read(UInt32.self, bytes, 12))
        let endsStart = Vocabulary.headerSize
        let countsStart = endsStart + tokenCount * 4
        let textStart = countsStart + tokenCount * 8
        guard textStart + tokenBytes == bytes.count else {
            throw .malformedVocabularyBytes(
                offset: 8, expected: "\(textStart + tokenBytes) bytes in all", found: "\(bytes.count)")
        }
        let (text, ends) = try Vocabulary.tokens(of: bytes, count: tokenCount, from: textStart)
        let specials = Special.allCases.count
        var counts = [UInt64](repeating: 0, count: specials)
        counts.reserveCapacity(specials + tokenCount)
        for index in 0..<tokenCount { counts.append(Vocabulary.read(UInt64.self, bytes, countsStart + index * 8)) }
        switch ByteTable.make(bytes: text, ends: ends, skipped: specials) {
        case .success(let table): self.init(table: table, counts: counts)
        case .failure(let repeated):
            throw .malformedVocabularyBytes(
                offset: endsStart + (repeated.number - specials) * 4, expected: "each token once",
                found: "one that stands before")
        }
    }

    /// The special tokens and, after them, those of the compact form, with the end of each.
    private static func tokens(
        of bytes: [UInt8], count tokenCount: Int, from textStart: Int
    ) throws(TextError) -> (text: [UInt8], ends: [UInt32]) {
        let tokenBytes = bytes.count - textStart, endsStart = headerSize
        var text = Special.allCases.flatMap { Array($0.text.utf8) }
        var ends: [UInt32] = []
        for special in Special.allCases { ends.append((ends.last ?? 0) + UInt32(special.text.utf8.count)) }
        let specialBytes = UInt32(text.count)
        guard tokenBytes <= Int(UInt32.max - specialBytes) else {
            throw .malformedVocabularyBytes(offset: 12, expected: "less than 4 GiB", found: "\(tokenBytes) bytes")
        }
        text.append(contentsOf: bytes[textStart...])
        ends.reserveCapacity(ends.count + tokenCount)
        var last: UInt32 = 0
        for index in 0..<tokenCount {
            let end = Vocabulary.read(UInt32.self, bytes, endsStart + index * 4)
            // A token that starts inside a character would pass a check of all bytes at once.
            guard end > last, end <= tokenBytes, bytes[textStart + Int(last)] & 0xC0 != 0x80 else {
                throw .malformedVocabularyBytes(
                    offset: endsStart + index * 4, expected: "the end of a token behind \(last)", found: "\(end)")
            }
            ends.append(end + specialBytes)
            last = end
        }
        guard Int(last) == tokenBytes, validUTF8(bytes[textStart...]) else {
            throw .malformedVocabularyBytes(
                offset: textStart, expected: "\(tokenCount) tokens of UTF-8", found: "other bytes")
        }
        return (text, ends)
    }

    /// A little-endian number at an offset that was checked.
    private static func read<T: FixedWidthInteger>(_ type: T.Type, _ bytes: [UInt8], _ offset: Int) -> T {
        T(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) })
    }
}
