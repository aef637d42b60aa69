import WeftCompression

/// The form of a corpus.
public enum CorpusFormat: String, CaseIterable, Sendable {
    /// `label<TAB>text` a line, without a header; further tabs belong to the text. White space and invisible characters
    /// at the ends of labels are left off, in all formats.
    case tsv
    /// Comma-separated values (RFC 4180) under a header that names the columns; fields in quotes may hold line breaks.
    /// Lines end in LF, CR LF or CR, as Python reads them. Columns are found by name in any normal form.
    case csv
    /// A JSON object a line.
    case jsonl
    /// fastText's form: `__label__x text` a line. Words with the prefix are labels wherever they stand; the first counts.
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

    /// The labelled format that the first lines of a file look like, nil where they look like none. Blank lines, and
    /// blanks before a line, do not matter.
    init?(firstLines bytes: UnsafeRawBufferPointer, labelPrefix: String) {
        let lines = Self.lines(of: bytes)
        guard let first = lines.first?.drop(while: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
            return nil
        }
        let hasLabel = { (line: Slice<UnsafeRawBufferPointer>) in
            LabelledLineParser.nextLabel(in: line, prefix: labelPrefix) != nil
        }
        if first.starts(with: labelPrefix.utf8) || lines.allSatisfy(hasLabel) {
            self = .fastText
        } else if first.first == UInt8(ascii: "{") {
            self = .jsonl
        } else if first.contains(UInt8(ascii: "\t")) {
            self = .tsv
        } else if hasLabel(first) {
            self = .fastText
        } else {
            return nil
        }
    }

    /// Whether all of the first lines are documents of this format; says no to a text that only begins like one.
    func fits(firstLines bytes: UnsafeRawBufferPointer, labelPrefix: String) -> Bool {
        Self.lines(of: bytes).allSatisfy { line in
            switch self {
            case .tsv: line.contains(UInt8(ascii: "\t")) && line.first != UInt8(ascii: "\t")
            case .jsonl: line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "{")
            case .fastText: LabelledLineParser.nextLabel(in: line, prefix: labelPrefix) != nil
            case .csv, .text, .folder: true
            }
        }
    }

    /// The lines that are not blank.
    private static func lines(of bytes: UnsafeRawBufferPointer) -> [Slice<UnsafeRawBufferPointer>] {
        bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .filter { !UnsafeRawBufferPointer(rebasing: $0).isBlank }
    }
}
