import ArgumentParser
import Weft
import WeftLayers
import WeftText

/// The options of a language model and its training, as the command line names them.
struct LanguageModelArguments: ParsableArguments {
    private static let standard = LanguageModelOptions()

    @Option(help: "What a token is.")
    var level = standard.level

    @Option(help: "The locale of the word breaks, such as th.")
    var locale = ""

    @OptionGroup var sizes: SizeArguments<LanguageModelOptions>

    @Option(help: "How often a token must occur to be in the vocabulary. (default: 1 for characters, 2 for words)")
    var minCount: Int?

    @Option(help: "The recurrent cell.")
    var cell = standard.cell

    @OptionGroup var training: TrainingArguments<LanguageModelOptions>

    @Option(help: "Stretches of the text that are read side by side; 0 for 8 to 32, by the length of the text.")
    var batch = standard.batchSize

    @Option(help: "Tokens through which errors are propagated back.")
    var window = standard.window

    @Option(help: "Dropout after each layer.")
    var dropout = standard.dropout

    @Option(help: "Steps between validations.")
    var validateEvery = standard.training.validationInterval ?? 1

    func validate() throws {
        try expectKnown(locale: locale)
        try expect("min-count", minCount ?? 1, in: 1...1_000_000_000)
        try expect("batch", batch, in: 0...65_536)
        try expect("window", window, in: 1...65_536)
        try expect("dropout", dropout, in: 0...0.99)
        try expect("validate-every", validateEvery, in: 1...1_000_000_000)
    }

    /// The options of the library.
    func options(seed: UInt64) -> LanguageModelOptions {
        var options = LanguageModelOptions()
        options.level = level
        options.locale = locale
        options.minimumCount = minCount ?? (level == .word ? 2 : 1)
        options.cell = cell
        options.vocabularySize = sizes.vocabularySize
        options.layerCount = sizes.layers
        options.hiddenSize = sizes.hidden
        options.embeddingSize = sizes.embedding
        options.batchSize = batch
        options.window = window
        options.dropout = dropout
        options.training = training.options
        options.training.validationInterval = validateEvery
        options.seed = seed
        return options
    }
}
