import ArgumentParser
import Weft
import WeftTraining

/// Options of a kind of model, whose values are the defaults of the command line.
protocol ModelOptions: SizeDefaults {
    init()
    var training: TrainingOptions { get }
    var layerCount: Int { get }
    var hiddenSize: Int { get }
    var embeddingSize: Int { get }
    var vocabularySize: Int { get }
}

extension ModelOptions {
    static var sizes: NetworkSizes {
        let options = Self()
        return NetworkSizes(
            layers: options.layerCount, hidden: options.hiddenSize, embedding: options.embeddingSize,
            vocabulary: options.vocabularySize)
    }
}

extension ClassifierOptions: ModelOptions {}
extension LanguageModelOptions: ModelOptions {}

/// How weights are learned, as the command line of every training names it.
struct TrainingArguments<Model: ModelOptions>: ParsableArguments {
    private static var standard: TrainingOptions { Model().training }
    private static var defaultEpochs: String { standard.epochs.map { "\($0)" } ?? "20, or up to 100 of few documents" }

    @Option(help: "Passes over what is learned. (default: \(defaultEpochs))")
    var epochs: Int?

    @Option(help: "The optimizer.")
    var optimizer = standard.optimizer.kind

    @Option(help: "The highest learning rate.")
    var learningRate = standard.learningRate

    @Option(help: "The course of the learning rate.")
    var schedule = standard.schedule.kind

    @Option(help: "Weight decay.")
    var weightDecay = standard.optimizer.weightDecay

    @Option(help: "The largest norm of all gradients; 0 for no limit.")
    var clip = standard.clip ?? 0

    @Option(help: "Validations without a better one after which training stops; 0 to go on.")
    var patience = standard.patience ?? 0

    @Option(help: "Seconds after which training stops; that of the baseline may take as many again. 0 for no limit.")
    var timeLimit = standard.timeLimit ?? 0

    @Flag(
        name: .customLong("recompute-gates"),
        help: "Compute the gates of fused cells again, not keeping them: about half of the memory, a third more work.")
    var recomputesGates = false

    func validate() throws {
        if let epochs { try expect("epochs", epochs, in: 1...1_000_000) }
        try expect("learning-rate", learningRate, in: 1e-12...1e3)
        try expect("weight-decay", weightDecay, in: 0...1e3)
        try expect("clip", clip, in: 0...1e9)
        try expect("patience", patience, in: 0...1_000_000)
        try expect("time-limit", timeLimit, in: 0...1e9)
    }

    /// The options of the library; what no argument names is as `Model` has it.
    var options: TrainingOptions {
        var options = Self.standard
        if let epochs { options.epochs = epochs }
        options.optimizer.kind = optimizer
        options.optimizer.weightDecay = weightDecay
        options.learningRate = learningRate
        options.schedule = schedule.schedule
        options.clip = clip > 0 ? clip : nil
        options.patience = patience > 0 ? patience : nil
        options.timeLimit = timeLimit > 0 ? timeLimit : nil
        options.recomputesGates = recomputesGates
        return options
    }
}

extension OptimizerKind: ExpressibleByArgument {}
extension Schedule.Kind: ExpressibleByArgument {}
