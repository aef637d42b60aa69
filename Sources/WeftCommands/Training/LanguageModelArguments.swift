import ArgumentParser
import Weft
import WeftLayers
import WeftText
import WeftTraining

/// The options of a language model and its training, as the command line names them.
struct LanguageModelArguments: ParsableArguments {
    private static let standard = LanguageModelOptions()

    @Option(help: "What a token is: \(list(Tokenizer.Level.allCases.map(\.rawValue))).")
    var level = standard.level

    @Option(help: "The locale of the word breaks, such as th.")
    var locale = ""

    @Option(help: "The most tokens in the vocabulary.")
    var vocabularySize = standard.vocabularySize

    @Option(help: "How often a token must occur to be in the vocabulary. (default: 1 for characters, 2 for words)")
    var minCount: Int?

    @Option(help: "The recurrent cell: \(list(CellKind.allCases.map(\.rawValue))).")
    var cell = standard.cell

    @Option(help: "Layers of the encoder.")
    var layers = standard.layerCount

    @Option(help: "Units of each layer.")
    var hidden = standard.hiddenSize

    @Option(help: "Columns of the embedding.")
    var embedding = standard.embeddingSize

    @Option(help: "Passes over the text.")
    var epochs = standard.epochs

    @Option(help: "Stretches of the text that are read side by side; 0 for 8 to 32, by the length of the text.")
    var batch = standard.batchSize

    @Option(help: "Tokens through which errors are propagated back.")
    var window = standard.window

    @Option(help: "The optimizer: \(list(OptimizerKind.allCases.map(\.rawValue))).")
    var optimizer = standard.optimizer

    @Option(help: "The highest learning rate.")
    var learningRate = standard.learningRate

    @Option(help: "The course of the learning rate: \(list(ScheduleKind.allCases.map(\.rawValue))).")
    var schedule = standard.schedule

    @Option(help: "Weight decay.")
    var weightDecay = standard.weightDecay

    @Option(help: "Dropout after each layer.")
    var dropout = standard.dropout

    @Option(help: "The largest norm of all gradients; 0 for no limit.")
    var clip = standard.clip

    @Option(help: "Steps between validations.")
    var validateEvery = standard.validationInterval

    @Option(help: "Validations without a better one after which training stops; 0 to go on.")
    var patience = standard.patience

    @Option(help: "Seconds after which training stops; 0 for no limit.")
    var timeLimit = standard.timeLimit

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    func validate() throws {
        try expect("vocabulary-size", vocabularySize, in: 5...100_000_000)
        try expect("min-count", minCount ?? 1, in: 1...1_000_000_000)
        try expect("layers", layers, in: 1...64)
        try expect("hidden", hidden, in: 1...16_384)
        try expect("embedding", embedding, in: 1...16_384)
        try expect("epochs", epochs, in: 1...1_000_000)
        try expect("batch", batch, in: 0...65_536)
        try expect("window", window, in: 1...65_536)
        try expect("learning-rate", learningRate, in: 1e-12...1e3)
        try expect("dropout", dropout, in: 0...0.99)
        try expect("weight-decay", weightDecay, in: 0...1e3)
        try expect("clip", clip, in: 0...1e9)
        try expect("validate-every", validateEvery, in: 1...1_000_000_000)
        try expect("patience", patience, in: 0...1_000_000)
        try expect("time-limit", timeLimit, in: 0...1e9)
    }

    /// The options of the library.
    func options(seed: UInt64) -> LanguageModelOptions {
        var options = LanguageModelOptions()
        options.level = level
        options.locale = locale
        options.vocabularySize = vocabularySize
        options.minimumCount = minCount ?? (level == .word ? 2 : 1)
        options.cell = cell
        options.layerCount = layers
        options.hiddenSize = hidden
        options.embeddingSize = embedding
        options.epochs = epochs
        options.batchSize = batch
        options.window = window
        options.optimizer = optimizer
        options.learningRate = learningRate
        options.schedule = schedule
        options.weightDecay = weightDecay
        options.dropout = dropout
        options.clip = clip
        options.validationInterval = validateEvery
        options.patience = patience
        options.timeLimit = timeLimit
        options.seed = seed
        return options
    }
}
