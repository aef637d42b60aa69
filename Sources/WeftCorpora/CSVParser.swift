/// Reads documents from comma-separated values under a header.
struct CSVParser {
    private let textColumn: Int
    private let labelColumn: Int?
    /// The number of fields of a record.
    let columnCount: Int
    private let requiresLabels: Bool
    private var record = CSVRecord()

    /// Reads the header and finds the columns in it.
    init(_ lines: inout LineReader, _ decoder: inout TextDecoder, options: CorpusOptions) throws(CorpusError) {
        // A CR ends a record that is not within quotes, in any file.
        _ = try lines.preview()
        if lines.lineEnds == .lineFeed { lines.lineEnds = .any(carriageReturnsFirst: false) }
        guard let header = try lines.next() else { throw .empty(path: lines.path) }
        let bytes = try Self.whole(&record, header, &lines)
        var names: [String] = []
        for field in record.fields { names.append(Self.string(field, of: bytes, &decoder)) }
        columnCount = names.count
        requiresLabels = options.requiresLabels
        guard let text = try Self.column(options.textColumn, in: names, lines.path) else {
            throw Self.missing(options.textColumn, in: names, lines.path)
        }
        textColumn = text
        labelColumn = try Self.column(options.labelColumn, in: names, lines.path)
        if labelColumn == nil, requiresLabels { throw Self.missing(options.labelColumn, in: names, lines.path) }
    }

    /// Parses the record that begins with a line.
    mutating func parse(
        _ line: UnsafeRawBufferPointer, _ lines: inout LineReader, _ decoder: inout TextDecoder
    ) throws(CorpusError) -> (text: String, label: String?) {
        let start = lines.lineNumber
        let bytes = try Self.whole(&record, line, &lines)
        guard record.fields.count == columnCount else {
            throw lines.malformed(line: start, expected: "\(columnCount) fields", found: "\(record.fields.count)")
        }
        let label = labelColumn.map { Self.string(record.fields[$0], of: bytes, &decoder) }
        if label?.isEmpty ?? false, requiresLabels {
            throw lines.malformed(line: start, expected: "a label", found: "an empty field")
        }
        let text = Self.string(record.fields[textColumn], of: bytes, &decoder)
        return (text, label)
    }

    /// Parses a record, adding lines to it until its quotes are closed.
    private static func whole(
        _ record: inout CSVRecord, _ line: UnsafeRawBufferPointer, _ lines: inout LineReader
    ) throws(CorpusError) -> UnsafeRawBufferPointer {
        let start = lines.lineNumber
        var bytes = line
        record.reset()
        while true {
            switch record.parse(bytes) {
            case .complete: return bytes
            case .fault(let offset):
                let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
                throw lines.malformed(line: start, expected: "a comma behind a closing quote", found: rest.excerpt)
            case .open:
                guard let longer = try lines.extended() else {
                    throw lines.malformed(line: start, expected: "a closing quote", found: "the end of the file")
                }
                bytes = longer
            }
        }
    }

    private static func string(
        _ field: CSVRecord.Field, of bytes: UnsafeRawBufferPointer, _ decoder: inout TextDecoder
    ) -> String {
        let content = UnsafeRawBufferPointer(rebasing: bytes[field.range])
        guard field.hasQuotes else { return decoder.string(content) }
        return decoder.string { output in
            CSVRecord.unquote(content, into: &output)
            return 0
        }
    }

    private static func column(_ name: String, in names: [String], _ path: String) throws(CorpusError) -> Int? {
        // Canonical forms of a text differ in length by a factor of three at most; comparing a very long name costs much.
        let found = names.indices.filter { names[$0].utf8.count <= 3 * name.utf8.count && names[$0] == name }
        guard found.count < 2 else {
            throw .malformed(path: path, line: 1, expected: "one column named \"\(name)\"", found: "\(found.count)")
        }
        return found.first
    }

    private static func missing(_ name: String, in names: [String], _ path: String) -> CorpusError {
        let columns = names.prefix(20).map { Array($0.utf8).withUnsafeBytes(\.excerpt) }.joined(separator: ", ")
        return .malformed(
            path: path, line: 1, expected: "a column named \"\(name)\" in the header",
            found: "the columns \(columns)")
    }
}
