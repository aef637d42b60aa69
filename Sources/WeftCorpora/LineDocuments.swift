/// The documents of a file in one of the formats made of lines.
final class LineDocuments {
    let format: CorpusFormat
    private let options: CorpusOptions
    private let path: String
    private var lines: LineReader
    private var decoder = TextDecoder()
    private var csv: CSVParser?
    private let jsonLines: JSONLinesParser

    /// Opens a file (nil stands for the standard input), settles on a format, and reads the header where it has one.
    init(_ path: String?, options: CorpusOptions) throws(CorpusError) {
        var lines = try LineReader(
            path: path, compression: options.compression, maximumLength: options.maximumLineLength)
        var decoder = TextDecoder()
        format = try Self.format(of: &lines, name: path ?? "", options: options)
        csv = format == .csv ? try CSVParser(&lines, &decoder, options: options) : nil
        jsonLines = JSONLinesParser(options: options)
        self.path = lines.path
        self.lines = lines
        self.decoder = decoder
        self.options = options
    }

    /// Reads the next document and counts what it meets.
    func next(_ statistics: inout CorpusStatistics) throws(CorpusError) -> Document? {
        defer { statistics.lines = lines.lineNumber }
        while let line = try lines.next() {
            if format != .text, line.isBlank {
                statistics.emptyLines += 1
                continue
            }
            let location = Document.Location(file: path, line: lines.lineNumber)
            let (text, label) = try parse(line)
            statistics.count(text, repairs: decoder.repairs)
            return Document(text: text, label: label, location: location)
        }
        return nil
    }

    private func parse(_ line: UnsafeRawBufferPointer) throws(CorpusError) -> (text: String, label: String?) {
        switch format {
        case .tsv:
            return try LabelledLineParser.parseTSV(line, lines, &decoder, requiresLabels: options.requiresLabels)
        case .fastText: return try LabelledLineParser.parseFastText(line, lines, &decoder, options: options)
        case .jsonl: return try jsonLines.parse(line, lines, &decoder)
        case .csv:
            guard let result = try csv?.parse(line, &lines, &decoder) else { return ("", nil) }
            return result
        case .text, .folder:
            if options.requiresLabels { throw lines.malformed(expected: "a label", found: line.excerpt) }
            return (decoder.string(line), nil)
        }
    }

    private static func format(
        of lines: inout LineReader, name: String, options: CorpusOptions
    ) throws(CorpusError) -> CorpusFormat {
        if let format = options.format { return format }
        let named = CorpusFormat(name: name)
        guard options.requiresLabels, named == nil || named == .text else { return named ?? .text }
        guard let line = try lines.peek() else { return .text }
        if let found = CorpusFormat(firstLine: line, labelPrefix: options.labelPrefix) { return found }
        throw .malformed(
            path: lines.path, line: 1,
            expected: "a label (label<TAB>text, \(options.labelPrefix)NAME text, JSON, or a format named by an option)",
            found: line.excerpt)
    }
}

extension CorpusStatistics {
    /// Counts a document.
    /// - Parameter repairs: All repairs up to now.
    mutating func count(_ text: String, repairs total: Int) {
        documents += 1
        if text.isEmpty { emptyTexts += 1 }
        if total > repairs { repairedDocuments += 1 }
        repairs = total
    }
}
