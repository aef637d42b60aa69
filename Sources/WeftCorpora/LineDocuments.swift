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
            if isPassedOver(line) {
                statistics.emptyLines += 1
                continue
            }
            let location = Document.Location(file: path, line: lines.lineNumber)
            let (text, label, others) = try parse(line)
            if let label, label.utf8.count > LabelText.maximumLength {
                throw lines.malformed(
                    line: location.line, expected: "a label of at most \(LabelText.maximumLength) bytes",
                    found: "one of \(label.utf8.count)")
            }
            let seen = statistics.seen(label, at: location)
            if seen == nil, options.requiresLabels {
                throw lines.malformed(line: location.line, expected: "a label", found: "white space alone")
            }
            statistics.droppedLabels += others
            statistics.count(text, repairs: decoder.repairs)
            return Document(text: text, label: seen, location: location)
        }
        return nil
    }

    /// Whether a line is no document. A line of spaces in CSV is one where there is only one column.
    private func isPassedOver(_ line: UnsafeRawBufferPointer) -> Bool {
        switch format {
        case .text, .folder: false
        case .csv: csv?.columnCount == 1 ? line.isEmpty : line.isBlank
        case .tsv, .jsonl, .fastText: line.isBlank
        }
    }

    private func parse(
        _ line: UnsafeRawBufferPointer
    ) throws(CorpusError) -> (text: String, label: String?, others: Int) {
        var others = 0
        let text: String, label: String?
        switch format {
        case .tsv:
            (text, label) = try LabelledLineParser.parseTSV(
                line, lines, &decoder, requiresLabels: options.requiresLabels)
        case .fastText:
            (text, label, others) = try LabelledLineParser.parseFastText(line, lines, &decoder, options: options)
        case .jsonl: (text, label) = try jsonLines.parse(line, lines, &decoder)
        case .csv: (text, label) = try csv?.parse(line, &lines, &decoder) ?? ("", nil)
        case .text, .folder:
            if options.requiresLabels { throw lines.malformed(expected: "a label", found: line.excerpt) }
            (text, label) = (decoder.string(line), nil)
        }
        return (text, label, others)
    }

    private static func format(
        of lines: inout LineReader, name: String, options: CorpusOptions
    ) throws(CorpusError) -> CorpusFormat {
        if let format = options.format { return format }
        let named = CorpusFormat(name: name)
        let expects = options.requiresLabels || options.expectsLabels
        guard expects, named == nil || named == .text else { return named ?? .text }
        guard let start = try lines.preview() else { return .text }
        let found = CorpusFormat(firstLines: start, labelPrefix: options.labelPrefix)
        if let found, options.requiresLabels || found.fits(firstLines: start, labelPrefix: options.labelPrefix) {
            return found
        }
        guard options.requiresLabels else { return .text }
        throw .malformed(
            path: lines.path, line: 1,
            expected: "a label (label<TAB>text, \(options.labelPrefix)NAME text, JSON, or a format named by an option)",
            found: UnsafeRawBufferPointer(
                rebasing: start.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            ).excerpt)
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

    /// Counts a label, and gives what is to be seen of it; nil where there is nothing.
    mutating func seen(_ label: String?, at location: Document.Location) -> String? {
        guard let label, case let seen = LabelText.trimmed(label), !seen.isEmpty else { return nil }
        if seen.utf8.count < label.utf8.count {
            trimmedLabels += 1
            if firstTrimmedLabel == nil { firstTrimmedLabel = .init(label: label, location: location) }
        }
        return seen
    }
}
