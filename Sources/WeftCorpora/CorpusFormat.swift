import WeftCompression

/// The form of a corpus.
public enum CorpusFormat: String, CaseIterable, Sendable {
    /// `label<TAB>text` a line, without a header; further tabs belong to the text.
    case tsv
    /// Comma-separated values (RFC 4180) under a header that names the columns; fields in quotes may hold line breaks.
    case csv
    /// A JSON object a line.
    case jsonl
    /// fastText's form: `__label__x text` a line. Of several labels the first counts.
    case fastText = "fasttext"
    /// A folder a class, a file a document.
    case folder
    /// A document a line, without labels; empty lines are empty documents.
    case text

    /// The format that a file's name promises, less the suffix of its compression; nil where it promises none.
    public init?(name: String) {
        let name = Compression.stripped(name: name).lowercased()
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...] {
        case "tsv", "tab": self = .tsv
        case "csv": self = .csv
        case "jsonl", "ndjson", "json": self = .jsonl
        case "ft", "fasttext": self = .fastText
        case "txt", "text": self = .text
        default: return nil
        }
    }

    /// The labelled format that a first line looks like, nil where it looks like none.
    init?(firstLine line: UnsafeRawBufferPointer, labelPrefix: String) {
        if line.starts(with: labelPrefix.utf8) {
            self = .fastText
        } else if line.first == UInt8(ascii: "{") {
            self = .jsonl
        } else if line.contains(UInt8(ascii: "\t")) {
            self = .tsv
        } else {
            return nil
        }
    }
}
