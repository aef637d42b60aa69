#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads documents from `label<TAB>text` and from fastText's lines.
enum LabelledLineParser {
    /// Parses `label<TAB>text`. Without a tab the line is all text, and has no label.
    static func parseTSV(
        _ line: UnsafeRawBufferPointer, _ lines: borrowing LineReader, _ decoder: inout TextDecoder,
        requiresLabels: Bool
    ) throws(CorpusError) -> (text: String, label: String?) {
        guard let base = line.baseAddress, let found = memchr(base, Int32(UInt8(ascii: "\t")), line.count) else {
            if requiresLabels { throw lines.malformed(expected: "label<TAB>text", found: line.excerpt) }
            return (decoder.string(line), nil)
        }
        let tab = UnsafeRawPointer(found) - base
        guard tab > 0 || !requiresLabels else {
            throw lines.malformed(expected: "a label before the tab", found: line.excerpt)
        }
        let label = decoder.string(.init(rebasing: line[..<tab]))
        return (decoder.string(.init(rebasing: line[(tab + 1)...])), label)
    }

    /// Parses `__label__x text`. As fastText has it, every word that begins with the prefix is a label, wherever it
    /// stands, and none is part of the text. The first one counts.
    static func parseFastText(
        _ line: UnsafeRawBufferPointer, _ lines: borrowing LineReader, _ decoder: inout TextDecoder,
        options: CorpusOptions
    ) throws(CorpusError) -> (text: String, label: String?, others: Int) {
        var name: UnsafeRawBufferPointer?
        var others = 0
        var text: [UInt8] = []
        var rest = line[...]
        while let start = nextLabel(in: rest, prefix: options.labelPrefix) {
            append(rest[..<start], to: &text)
            let word = rest[start...].prefix { !isSpace($0) }
            let label = UnsafeRawBufferPointer(rebasing: word.dropFirst(options.labelPrefix.utf8.count))
            if let name { others += name.elementsEqual(label) ? 0 : 1 } else { name = label }
            rest = rest[word.endIndex...].drop { isSpace($0) }
        }
        if name?.isEmpty ?? true, options.requiresLabels {
            throw lines.malformed(expected: "\(options.labelPrefix)NAME and a text", found: line.excerpt)
        }
        let label = name.map { decoder.string($0) }
        // Where the labels stand first, as nearly always, the text is the rest as it stands.
        if text.isEmpty { return (decoder.string(.init(rebasing: rest)), label, others) }
        append(rest, to: &text)
        return (text.withUnsafeBytes { decoder.string($0) }, label, others)
    }

    /// Where the next word begins that is a label.
    static func nextLabel(in bytes: Slice<UnsafeRawBufferPointer>, prefix: String) -> Int? {
        guard let first = prefix.utf8.first else { return nil }
        var rest = bytes
        while let start = index(of: first, in: rest) {
            let isWordStart = start == bytes.startIndex || isSpace(bytes[start - 1])
            if isWordStart, bytes[start...].starts(with: prefix.utf8) { return start }
            rest = bytes[(start + 1)...]
        }
        return nil
    }

    /// Appends a piece of text, with the space before it that a label took.
    private static func append(_ piece: Slice<UnsafeRawBufferPointer>, to text: inout [UInt8]) {
        let end = piece.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? piece.startIndex
        guard end > piece.startIndex else { return }
        if !text.isEmpty { text.append(UInt8(ascii: " ")) }
        text.append(contentsOf: piece[..<end])
    }

    private static func index(of byte: UInt8, in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let rebased = UnsafeRawBufferPointer(rebasing: bytes)
        guard let base = rebased.baseAddress, let found = memchr(base, Int32(byte), rebased.count) else { return nil }
        return bytes.startIndex + (UnsafeRawPointer(found) - base)
    }

    /// Whether a byte parts words, as fastText has it: a space, or one of tab, vertical tab, form feed and CR.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || (0x0B...0x0D).contains(byte)
    }
}
