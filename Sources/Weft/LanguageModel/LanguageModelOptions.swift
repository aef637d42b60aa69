import WeftLayers
import WeftText
import WeftTraining

/// How a language model is made and trained. Everything that the result depends on is here; a model file keeps it.
public struct LanguageModelOptions: Sendable, Equatable {
    /// What a token is: a grapheme cluster, or a word as ICU finds it. Text is not changed, and spaces are tokens, so
    /// that joining the tokens gives the text back.
    public var level = Tokenizer.Level.character
    /// The locale whose word breaks are used; empty for those of all locales.
    public var locale = ""
    /// The most tokens in the vocabulary, special ones included.
    public var vocabularySize = 30_000
    /// How often a token must occur in the training text to be in the vocabulary.
    public var minimumCount = 1
    /// Columns of the embedding.
    public var embeddingSize = 128
    /// The recurrent cell.
    public var cell = CellKind.lstm
    /// Layers of the encoder.
    public var layerCount = 2
    /// Units of each layer.
    public var hiddenSize = 256
    /// Dropout after each layer.
    public var dropout: Float = 0.2
    /// Steps through which errors are propagated back; the state goes on from window to window.
    public var window = 64
    /// Stretches of the text that are read side by side; 0 for one per 4096 tokens, at least 8 and at most 32, so that a
    /// short text still gives many steps.
    public var batchSize = 0
    /// How the weights are learned.
    public var training = LanguageModelOptions.defaultTraining
    /// The share of the text, at its end, that validates when no validation text is given.
    public var validationShare = 0.05
    /// The seed of every random choice.
    public var seed: UInt64 = 1

    /// Creates the default options.
    public init() {}

    /// The batch size for a text of some tokens.
    func batchSize(tokens: Int) -> Int { batchSize > 0 ? batchSize : min(32, max(8, tokens / 4096)) }

    var tokenizer: Tokenizer.Options { .unchanged(level, locale: locale) }

    private static var defaultTraining: TrainingOptions {
        var training = TrainingOptions()
        training.epochs = 20
        training.learningRate = 3e-3
        training.schedule = .reduceOnPlateau(factor: 0.5, patience: 2)
        training.validationInterval = 250
        training.patience = 10
        return training
    }

    func network(vocabularySize: Int) -> LanguageModelNetwork {
        LanguageModelNetwork(
            .init(
                vocabularySize: vocabularySize, embeddingSize: embeddingSize,
                encoder: .init(cell: cell, hiddenSize: hiddenSize, layerCount: layerCount)))
    }
}
