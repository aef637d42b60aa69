import ArgumentParser
import Weft
import WeftLayers
import WeftText

/// The options of a classifier and its training, as the command line names them, less ``ChoiceArguments``.
struct ClassifierArguments: ParsableArguments {
    private static let standard = ClassifierOptions()

    @Option(help: "What a token is.")
    var level = Tokenizer.Level.word

    @Option(help: "The locale of the word breaks and of case folding, such as tr or th.")
    var locale = ""

    @Flag(name: .customLong("keep-case"), help: "Tell upper and lower case apart.")
    var keepsCase = false

    @Flag(name: .customLong("fold-numbers"), help: "Take all digits for the same.")
    var foldsNumbers = false

    @OptionGroup var sizes: SizeArguments<ClassifierOptions>

    @Option(help: "How often a token must occur to be in the vocabulary.")
    var minCount = standard.minimumCount

    @Option(help: "Tokens of a document that are read.")
    var maxTokens = standard.maximumTokens

    @Flag(help: "Read in one direction only.")
    var unidirectional = false

    @Option(help: "How the states become one vector.")
    var pooling = standard.pooling

    @OptionGroup var training: TrainingArguments<ClassifierOptions>

    @Option(help: "Documents of a batch.")
    var batch = standard.batchSize

    @Option(help: "Dropout on embeddings, between layers and on the pooled vector.")
    var dropout = standard.dropout

    @Option(help: "The share of tokens that training replaces by the unknown token.")
    var tokenDropout = standard.tokenDropout

    @Option(help: "The share of the target spread over all classes.")
    var smoothing = standard.smoothing

    @Flag(name: .customLong("balance"), help: "Let rare classes weigh as much as frequent ones.")
    var balancesClasses = false

    @Option(
        help: "How much of the averaged weights, which the model gets, stays at each step; 0 for no averaging.")
    var averaging = standard.training.averaging ?? 0

    func validate() throws {
        try expectKnown(locale: locale)
        try expect("min-count", minCount, in: 1...1_000_000_000)
        try expect("max-tokens", maxTokens, in: 1...1_000_000)
        try expect("batch", batch, in: 1...65_536)
        try expect("dropout", dropout, in: 0...0.99)
        try expect("token-dropout", tokenDropout, in: 0...0.99)
        try expect("smoothing", smoothing, in: 0...0.99)
        try expect("averaging", averaging, in: 0...0.999_999)
    }

    /// The options of the library.
    func options(seed: UInt64) throws -> ClassifierOptions {
        var options = ClassifierOptions()
        options.tokenizer = level == .word ? .words : .characters
        options.tokenizer.locale = locale
        options.tokenizer.foldCase = !keepsCase
        options.tokenizer.foldNumbers = foldsNumbers
        options.minimumCount = minCount
        options.maximumTokens = maxTokens
        options.vocabularySize = sizes.vocabularySize
        options.layerCount = sizes.layers
        options.hiddenSize = sizes.hidden
        options.embeddingSize = sizes.embedding
        options.isBidirectional = !unidirectional
        options.pooling = pooling
        options.batchSize = batch
        options.dropout = dropout
        options.tokenDropout = tokenDropout
        options.smoothing = smoothing
        options.balancesClasses = balancesClasses
        options.training = training.options
        options.training.averaging = averaging > 0 ? averaging : nil
        options.seed = seed
        return options
    }
}

/// What `weft compare` varies: one cell, and whether there is a baseline.
struct ChoiceArguments: ParsableArguments {
    @Option(help: "The recurrent cell.")
    var cell = ClassifierOptions().cell

    @Flag(help: "Train no TF-IDF baseline.")
    var noBaseline = false
}

extension Tokenizer.Level: ExpressibleByArgument {}
extension PoolingKind: ExpressibleByArgument {}
