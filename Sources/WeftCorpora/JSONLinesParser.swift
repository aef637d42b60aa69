import WeftJSON

/// Reads documents from JSON lines. A member is found by its name as strings compare, in any normal form, and may stand
/// once. Members that are passed over may hold anything, to any depth; text and label are not nested.
struct JSONLinesParser {
    private let textColumn: String
    private let labelColumn: String
    private let requiresLabels: Bool

    /// The two members; nil where there is none.
    private struct Members {
        var text: String?
        var label: Label?
    }

    private enum Label {
        case null
        /// A value that cannot be a label, where none is needed.
        case unusable
        case name(String)
    }

    init(options: CorpusOptions) {
        textColumn = options.textColumn
        labelColumn = options.labelColumn
        requiresLabels = options.requiresLabels
    }

    /// Parses an object. Numbers and truth values serve as labels by their spelling; `null` is no label.
    func parse(
        _ line: UnsafeRawBufferPointer, _ lines: borrowing LineReader, _ decoder: inout TextDecoder
    ) throws(CorpusError) -> (text: String, label: String?) {
        var members = Members()
        do throws(JSONError) {
            members = try parse(line, &decoder)
        } catch {
            throw lines.malformed(
                expected: "\(error.expected) at byte \(error.offset + 1) of the line", found: error.found)
        }
        guard let text = members.text else {
            throw lines.malformed(expected: "a member \"\(textColumn)\"", found: line.excerpt)
        }
        if case .name(let name) = members.label, !name.isEmpty || !requiresLabels { return (text, name) }
        guard requiresLabels else { return (text, nil) }
        switch members.label {
        case nil: throw lines.malformed(expected: "a member \"\(labelColumn)\"", found: line.excerpt)
        case .name: throw lines.malformed(expected: "a label in \"\(labelColumn)\"", found: "an empty string")
        case .null, .unusable: throw lines.malformed(expected: "a label in \"\(labelColumn)\"", found: "null")
        }
    }

    private func parse(_ line: UnsafeRawBufferPointer, _ decoder: inout TextDecoder) throws(JSONError) -> Members {
        var scanner = JSONScanner(line)
        var members = Members()
        try scanner.object(fault: { $0 }) { (scanner, key) throws(JSONError) in
            if key.equals(textColumn) {
                guard members.text == nil else { throw scanner.fault("one member \"\(textColumn)\", not another") }
                members.text = Self.string(try scanner.text(), &decoder)
            } else if key.equals(labelColumn) {
                guard members.label == nil else { throw scanner.fault("one member \"\(labelColumn)\", not another") }
                members.label = try label(&scanner, &decoder)
            } else {
                try scanner.skipValue()
            }
        }
        try scanner.finish()
        return members
    }

    private func label(_ scanner: inout JSONScanner, _ decoder: inout TextDecoder) throws(JSONError) -> Label {
        switch scanner.peek() {
        case UInt8(ascii: "\""): return .name(Self.string(try scanner.text(), &decoder))
        case UInt8(ascii: "t") where scanner.takeIfPresent(word: "true"): return .name("true")
        case UInt8(ascii: "f") where scanner.takeIfPresent(word: "false"): return .name("false")
        case UInt8(ascii: "n") where scanner.takeIfPresent(word: "null"): return .null
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return .name(try scanner.numberText())
        default:
            if requiresLabels { throw scanner.fault("a string, a number or a truth value as a label") }
            try scanner.skipValue()
            return .unusable
        }
    }

    private static func string(_ text: JSONText, _ decoder: inout TextDecoder) -> String {
        text.hasEscapes ? decoder.string { text.unescape(into: &$0) } : decoder.string(text.bytes)
    }
}
