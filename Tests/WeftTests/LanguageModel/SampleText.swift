import Weft
import WeftLayers

/// A short text and small options, so that a training takes a second.
enum SampleText {
    static let rhyme = String(
        repeating: "A tall ship sails at dawn, and the wind is kind.\nThe tide turns slowly; nobody minds.\n", count: 40
    )

    static var options: LanguageModelOptions {
        var options = LanguageModelOptions()
        options.embeddingSize = 24
        options.hiddenSize = 48
        options.layerCount = 2
        options.dropout = 0
        options.batchSize = 4
        options.window = 20
        options.training.epochs = 2
        options.training.learningRate = 5e-3
        options.training.schedule = .constant
        options.training.validationInterval = 15
        options.training.patience = nil
        return options
    }

    /// A model that has hardly learned anything.
    static func model(_ text: String = rhyme, options: LanguageModelOptions = options, threads: Int = 1) throws
        -> LanguageModel
    {
        try LanguageModel.train(text, options: options, threads: threads)
    }
}
