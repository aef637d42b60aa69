import ArgumentParser
import Weft
import WeftCorpora

/// `weft train language-model`: trains a recurrent language model on a text.
struct TrainLanguageModelCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "language-model",
        abstract: "Train a language model on a text.",
        discussion: """
            TEXT is read whole and as it stands, line breaks included; .gz and .zst are decompressed. Its last 5 % \
            validate unless --valid names a file. The weights with the best validation are saved. Ctrl-C saves the \
            state of the training and prints the command that goes on from it.

            Examples:
              weft train language-model tales.txt --output tales.weft --time-limit 60
              weft train language-model shakespeare.txt --valid valid.txt --output shakespeare.weft
              weft train language-model news.txt.zst --level word --hidden 512 --output news.weft
            """)

    @Argument(help: ArgumentHelp("The text to learn; \"-\" for standard input.", valueName: "text"))
    var text: String

    @Option(help: "A text that chooses the best weights. (default: the last 5 % of TEXT)")
    var valid: String?

    @Option(name: .shortAndLong, help: "Where to save the model.")
    var output: String

    @OptionGroup(title: "Model and Training") var model: LanguageModelArguments
    @OptionGroup(title: "Checkpoints") var checkpoints: CheckpointArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws { try expectFile("output", output) }

    var fileUse: FileUse { checkpoints.fileUse(reads: [text, valid].compactMap(\.self), output: output) }

    func run(_ console: Console) throws {
        let interruption = try Interruption.beforeWork()
        try checkpoints.check(.languageModel)
        let training = try PlainText.read(text, console: console)
        let validation = try valid.map { try PlainText.read($0, console: console) }
        let trainer = try LanguageModelTrainer(
            training, validation: validation, options: model.options(seed: global.seed), threads: global.threadCount)
        try LanguageModelRun(
            trainer: trainer, checkpoints: checkpoints, interruption: interruption, console: console
        ).train(output: output)
    }
}

extension PlainText {
    /// Reads a text and tells what was odd about it.
    static func read(_ path: String, console: Console) throws -> String {
        let text = try PlainText(reading: path)
        if text.repairs > 0 { console.note("\(path): \(text.repairs) broken UTF-8 sequences became U+FFFD") }
        return text.text
    }
}
