import ArgumentParser

/// `weft train`: trains a model from a file of documents or a text.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a classifier or a language model.",
        subcommands: [TrainClassifierCommand.self, TrainLanguageModelCommand.self])
}
