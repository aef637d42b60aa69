import WeftJSON

/// Reads documents from JSON lines.
struct JSONLinesParser {
    private let textColumn: String
    private let labelColumn: String
    private let requiresLabels: Bool

    init(options: CorpusOptions) {
        textColumn = options.textColumn
        labelColumn = options.labelColumn
        requiresLabels = options.requiresLabels
    }

    /// Parses an object. Numbers and truth values serve as labels by their spelling; `null` is no label.
    func parse(
        _ line: UnsafeRawBufferPointer, _ lines: borrowing LineReader, _ decoder: inout TextDecoder
    ) throws(CorpusError) -> (text: String, label: String?) {
        var members: (text: String?, label: String?) = (nil, nil)
        do throws(JSONError) {
            members = try parse(line, &decoder)
        } catch {
            throw lines.malformed(
                expected: "\(error.expected) at byte \(error.offset + 1) of the line", found: error.found)
        }
        guard let text = members.text else {
            throw lines.malformed(expected: "a member \"\(textColumn)\"", found: line.excerpt)
        }
        if members.label == nil, requiresLabels {
            throw lines.malformed(expected: "a member \"\(labelColumn)\"", found: line.excerpt)
        }
        return (text, members.label)
    }

    private func parse(
        _ line: UnsafeRawBufferPointer, _ decoder: inout TextDecoder
    ) throws(JSONError) -> (text: String?, label: String?) {
        var scanner = JSONScanner(line)
        var text: String?
        var label: String?
        try scanner.object(fault: { $0 }) { (scanner, key) throws(JSONError) in
            if key.equals(textColumn) {
                text = Self.string(try scanner.text(), &decoder)
            } else if key.equals(labelColumn) {
                label = try Self.label(&scanner, &decoder)
            } else {
                try scanner.skipValue()
            }
        }
        try scanner.finish()
        return (text, label)
    }

    private static func label(_ scanner: inout JSONScanner, _ decoder: inout TextDecoder) throws(JSONError) -> String? {
        switch scanner.peek() {
        case UInt8(ascii: "\""):
            let label = string(try scanner.text(), &decoder)
            return label.isEmpty ? nil : label
        case UInt8(ascii: "t") where scanner.takeIfPresent(word: "true"): return "true"
        case UInt8(ascii: "f") where scanner.takeIfPresent(word: "false"): return "false"
        case UInt8(ascii: "n") where scanner.takeIfPresent(word: "null"): return nil
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try scanner.numberText()
        default: throw scanner.fault("a string, a number or a truth value as a label")
        }
    }

    private static func string(_ text: JSONText, _ decoder: inout TextDecoder) -> String {
        text.hasEscapes ? decoder.string { text.unescape(into: &$0) } : decoder.string(text.bytes)
    }
}
