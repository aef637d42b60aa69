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
        options.epochs = 2
        options.learningRate = 5e-3
        options.schedule = .constant
        options.validationInterval = 15
        options.patience = 0
        return options
    }

    /// A model that has hardly learned anything.
    static func model(_ text: String = rhyme, options: LanguageModelOptions = options, threads: Int = 1) throws
        -> LanguageModel
    {
        try LanguageModel.train(text, options: options, threads: threads)
    }
}
