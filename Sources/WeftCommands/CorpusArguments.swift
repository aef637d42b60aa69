import ArgumentParser
import WeftCompression
import WeftCorpora

/// How a file of documents is read; the same for every verb that reads one.
struct CorpusArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The format of the documents, guessed from the name if not given.",
            valueName: "format"))
    var format: CorpusFormat?

    @Option(help: "The column of the text in CSV and JSON lines.")
    var textColumn = "text"

    @Option(help: "The column of the label in CSV and JSON lines.")
    var labelColumn = "label"

    /// Reads all documents of a file, a folder, or standard input ("-"), and tells what was odd about them.
    func read(_ path: String, requiresLabels: Bool, console: Console) throws -> [Document] {
        var options = CorpusOptions(format: format, requiresLabels: requiresLabels)
        options.textColumn = textColumn.argumentText
        options.labelColumn = labelColumn.argumentText
        let (documents, statistics) = try CorpusReader.read(path, options: options)
        if statistics.repairs > 0 {
            console.note(
                "\(path): \(statistics.repairs) broken UTF-8 sequences in \(statistics.repairedDocuments) documents became U+FFFD"
            )
        }
        if statistics.emptyTexts > 0 { console.note("\(path): \(statistics.emptyTexts) documents have no text") }
        return documents
    }
}

extension CorpusFormat: ExpressibleByArgument {}
