import WeftCorpora

/// What a person is told whose lines, given as documents without labels, look like something else.
enum DocumentHint: CustomStringConvertible {
    case labelled
    case csv
    case json

    /// How many lines are looked at.
    private static let sample = 20

    /// Looks at the first lines; nil where they are documents like any other.
    /// - Parameter labels: The labels that the documents may have.
    init?(_ lines: [[UInt8]], labels: [String]) {
        let texts = lines.prefix(Self.sample).map { String(decoding: $0.prefix(1 << 12), as: UTF8.self) }
            .filter { $0.contains { !$0.isWhitespace } }
        guard let first = texts.first else { return nil }
        let known = Set(labels)
        let labelled = texts.count { $0.hasPrefix("__label__") || Self.label(of: $0).map(known.contains) ?? false }
        let columns = first.split(separator: ",").map { $0.filter { $0 != "\"" && !$0.isWhitespace }.lowercased() }
        if labelled * 2 > texts.count {
            self = .labelled
        } else if texts.allSatisfy({ $0.drop { $0.isWhitespace }.hasPrefix("{\"") }) {
            self = .json
        } else if columns.count > 1, columns.contains("text") || columns.contains("label") {
            self = .csv
        } else {
            return nil
        }
    }

    private static func label(of line: String) -> String? {
        line.unicodeScalars.firstIndex(of: "\t").map { LabelText.trimmed(String(line[..<$0])) }
    }

    var description: String {
        switch self {
        case .labelled:
            "the lines begin with labels, which are read as text (cut -f2- leaves label<TAB> off; weft evaluate judges a model)"
        case .csv: "the lines look like CSV with a header; each whole line is read as a text"
        case .json: "the lines look like JSON; each whole line is read as a text (jq -r .text gives a member of each)"
        }
    }
}
