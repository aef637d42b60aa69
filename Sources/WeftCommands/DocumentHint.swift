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
        if labelled * 2 > texts.count {
            self = .labelled
        } else if texts.allSatisfy(Self.isObject) {
            self = .json
        } else if Self.isHeader(first, of: texts.dropFirst()) {
            self = .csv
        } else {
            return nil
        }
    }

    /// Whether a line begins as an object does, with the name of a member.
    private static func isObject(_ line: String) -> Bool {
        let rest = line.drop { $0.isWhitespace }
        guard rest.hasPrefix("{\"") else { return false }
        guard let end = rest.dropFirst(2).firstIndex(of: "\"") else { return false }
        return rest[end...].dropFirst().first { !$0.isWhitespace } == ":"
    }

    /// Whether a line names columns, one of them text or label, and most of those behind it have as many; prose has
    /// commas too, but seldom words alone between them, and lines alike.
    private static func isHeader(_ line: String, of rows: ArraySlice<String>) -> Bool {
        let names = line.split(separator: ",", omittingEmptySubsequences: false).map { name in
            String(String.UnicodeScalarView(name.unicodeScalars.filter { $0 != "\"" && $0 != "\u{FEFF}" }))
                .lowercased()
        }
        guard names.count > 1, names.contains("text") || names.contains("label"),
            names.allSatisfy({ name in !name.contains { $0.isWhitespace } })
        else { return false }
        return rows.count { $0.count { $0 == "," } >= names.count - 1 } * 2 > rows.count
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
