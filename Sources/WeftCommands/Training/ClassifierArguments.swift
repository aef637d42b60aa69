import ArgumentParser
import Weft
import WeftLayers
import WeftText
import WeftTraining

/// The options of a classifier and its training, as the command line names them.
struct ClassifierArguments: ParsableArguments {
    private static let standard = ClassifierOptions()

    @Option(help: "What a token is: \(list(Tokenizer.Level.allCases.map(\.rawValue))). (default: word)")
    var level: Tokenizer.Level?

    @Option(help: "The locale of the word breaks and of case folding, such as tr or th.")
    var locale = ""

    @Flag(name: .customLong("keep-case"), help: "Tell upper and lower case apart.")
    var keepsCase = false

    @Flag(name: .customLong("fold-numbers"), help: "Take all digits for the same.")
    var foldsNumbers = false

    @Option(help: "The most tokens in the vocabulary.")
    var vocabularySize = standard.vocabularySize

    @Option(help: "How often a token must occur to be in the vocabulary.")
    var minCount = standard.minimumCount

    @Option(help: "Tokens of a document that are read.")
    var maxTokens = standard.maximumTokens

    @Option(help: "The recurrent cell: \(list(CellKind.allCases.map(\.rawValue))).")
    var cell = standard.cell

    @Option(help: "Layers of the encoder.")
    var layers = standard.layerCount

    @Option(help: "Units of each layer and direction.")
    var hidden = standard.hiddenSize

    @Option(help: "Columns of the embedding.")
    var embedding = standard.embeddingSize

    @Flag(help: "Read in one direction only.")
    var unidirectional = false

    @Option(help: "How the states become one vector: \(list(PoolingKind.allCases.map(\.rawValue))).")
    var pooling = standard.pooling

    @Option(help: "Passes over the documents.")
    var epochs = standard.epochs

    @Option(help: "Documents of a batch.")
    var batch = standard.batchSize

    @Option(help: "The optimizer: \(list(OptimizerKind.allCases.map(\.rawValue))).")
    var optimizer = standard.optimizer

    @Option(help: "The highest learning rate.")
    var learningRate = standard.learningRate

    @Option(help: "The course of the learning rate: \(list(ScheduleKind.allCases.map(\.rawValue))).")
    var schedule = standard.schedule

    @Option(help: "Weight decay.")
    var weightDecay = standard.weightDecay

    @Option(help: "Dropout on embeddings, between layers and on the pooled vector.")
    var dropout = standard.dropout

    @Option(help: "The share of tokens that training replaces by the unknown token.")
    var tokenDropout = standard.tokenDropout

    @Option(help: "The share of the target spread over all classes.")
    var smoothing = standard.smoothing

    @Flag(name: .customLong("balance"), help: "Let rare classes weigh as much as frequent ones.")
    var balancesClasses = false

    @Option(help: "The largest norm of all gradients; 0 for no limit.")
    var clip = standard.clip

    @Option(
        help: "How much of the averaged weights, which the model gets, stays at each step; 0 for no averaging.")
    var averaging = standard.averaging

    @Option(help: "Epochs without a better validation after which training stops; 0 to go on.")
    var patience = standard.patience

    @Option(help: "Seconds after which training stops; 0 for no limit.")
    var timeLimit = standard.timeLimit

    @Flag(help: "Train no TF-IDF baseline.")
    var noBaseline = false

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    func validate() throws {
        try expect("vocabulary-size", vocabularySize, in: 5...100_000_000)
        try expect("min-count", minCount, in: 1...1_000_000_000)
        try expect("max-tokens", maxTokens, in: 1...1_000_000)
        try expect("layers", layers, in: 1...64)
        try expect("hidden", hidden, in: 1...16_384)
        try expect("embedding", embedding, in: 1...16_384)
        try expect("epochs", epochs, in: 1...1_000_000)
        try expect("batch", batch, in: 1...65_536)
        try expect("learning-rate", learningRate, in: 1e-12...1e3)
        try expect("dropout", dropout, in: 0...0.99)
        try expect("token-dropout", tokenDropout, in: 0...0.99)
        try expect("smoothing", smoothing, in: 0...0.99)
        try expect("weight-decay", weightDecay, in: 0...1e3)
        try expect("clip", clip, in: 0...1e9)
        try expect("averaging", averaging, in: 0...0.999_999)
        try expect("patience", patience, in: 0...1_000_000)
        try expect("time-limit", timeLimit, in: 0...1e9)
    }

    /// The options of the library.
    func options(seed: UInt64) throws -> ClassifierOptions {
        var options = ClassifierOptions()
        options.tokenizer = (level ?? .word) == .word ? .words : .characters
        options.tokenizer.locale = locale
        options.tokenizer.foldCase = !keepsCase
        options.tokenizer.foldNumbers = foldsNumbers
        options.vocabularySize = vocabularySize
        options.minimumCount = minCount
        options.maximumTokens = maxTokens
        options.cell = cell
        options.layerCount = layers
        options.hiddenSize = hidden
        options.embeddingSize = embedding
        options.isBidirectional = !unidirectional
        options.pooling = pooling
        options.epochs = epochs
        options.batchSize = batch
        options.optimizer = optimizer
        options.learningRate = learningRate
        options.schedule = schedule
        options.weightDecay = weightDecay
        options.dropout = dropout
        options.tokenDropout = tokenDropout
        options.smoothing = smoothing
        options.balancesClasses = balancesClasses
        options.clip = clip
        options.averaging = averaging
        options.patience = patience
        options.timeLimit = timeLimit
        options.trainsBaseline = !noBaseline
        options.seed = seed
        return options
    }
}

/// Refuses an option's value that is out of range, as wrong usage.
func expect<Value: Comparable>(_ option: String, _ value: Value, in range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
        throw ValidationError(
            "expected --\(option) between \(range.lowerBound) and \(range.upperBound), found \(value)")
    }
}

extension Tokenizer.Level: ExpressibleByArgument {}
extension PoolingKind: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
extension ScheduleKind: ExpressibleByArgument {}
