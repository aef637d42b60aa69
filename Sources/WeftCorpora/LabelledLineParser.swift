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
        guard tab > 0 else { throw lines.malformed(expected: "a label before the tab", found: line.excerpt) }
        let label = decoder.string(.init(rebasing: line[..<tab]))
        return (decoder.string(.init(rebasing: line[(tab + 1)...])), label)
    }

    /// Parses `__label__x text`. The first of several labels counts; none of them is part of the text.
    static func parseFastText(
        _ line: UnsafeRawBufferPointer, _ lines: borrowing LineReader, _ decoder: inout TextDecoder,
        options: CorpusOptions
    ) throws(CorpusError) -> (text: String, label: String?) {
        var label: String?
        var rest = line[...]
        while true {
            rest = rest.drop { isSpace($0) }
            guard rest.starts(with: options.labelPrefix.utf8) else { break }
            let token = rest.prefix { !isSpace($0) }
            rest = rest[token.endIndex...]
            if label == nil {
                label = decoder.string(.init(rebasing: token.dropFirst(options.labelPrefix.utf8.count)))
            }
        }
        if label?.isEmpty ?? options.requiresLabels {
            throw lines.malformed(expected: "\(options.labelPrefix)NAME and a text", found: line.excerpt)
        }
        return (decoder.string(.init(rebasing: rest)), label)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
