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

    /// The same for the library.
    func options(requiresLabels: Bool) -> CorpusOptions {
        var options = CorpusOptions(format: format, requiresLabels: requiresLabels)
        options.textColumn = textColumn.argumentText
        options.labelColumn = labelColumn.argumentText
        return options
    }

    /// Reads all documents of a file, a folder, or standard input ("-"), and tells what was odd about them.
    func read(_ path: String, requiresLabels: Bool, console: Console) throws -> [Document] {
        let options = options(requiresLabels: requiresLabels)
        let (documents, statistics) = try CorpusReader.read(path, options: options)
        let notes = CorpusNotes.ofTexts(statistics) + CorpusNotes.ofLabels(statistics, documents, options: options)
        for note in notes {
            console.note("\(CorpusNotes.name(of: path)): \(note)")
        }
        return documents
    }
}

extension CorpusFormat: ExpressibleByArgument {}
