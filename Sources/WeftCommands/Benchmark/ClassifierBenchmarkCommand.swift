import ArgumentParser
import Weft
import WeftJSON
import WeftLayers

/// The classifier that is measured where nobody says otherwise.
enum MeasuredClassifier: SizeDefaults {
    static let sizes = NetworkSizes(layers: 2, hidden: 256, embedding: 300, vocabulary: 30_000)
}

/// `weft benchmark classifier`: a whole classifier on random tokens.
struct ClassifierBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "classifier",
        abstract: "Time training steps or inference of a whole classifier.",
        discussion: """
            Example:
              weft benchmark classifier --layers 2 --hidden 256 --embedding 300 --lengths lengths.txt --mode infer
            """)

    @Option(help: "train: a step with clipping and Adam; infer: probabilities alone.")
    var mode = LayerBenchmarkCommand.Mode.train

    @OptionGroup var sizes: SizeArguments<MeasuredClassifier>

    @Option(help: "Documents of a batch.")
    var batch = 64

    @Option(help: "Labels.")
    var classes = 4

    @Option(help: "A file of document lengths, one a line. (default: two batches of 40 tokens each)")
    var lengths: String?

    @Flag(name: .customLong("recompute-gates"), help: "In training, compute the gates again instead of keeping them.")
    var recomputesGates = false

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expect("batch", batch, in: 1...65_536)
        try expect("classes", classes, in: 2...1_000_000)
    }

    var fileUse: FileUse { FileUse(reads: [lengths].compactMap(\.self)) }

    func run(_ console: Console) throws {
        let given = try lengths.map { try LengthsFile.read($0, console: console) }
        let result = try ClassifierBenchmark(
            configuration: .init(
                vocabularySize: sizes.vocabularySize, embeddingSize: sizes.embedding,
                encoder: .init(hiddenSize: sizes.hidden, layerCount: sizes.layers, isBidirectional: true),
                pooling: .attention, attentionSize: 128, classCount: classes),
            batchSize: batch, lengths: given ?? Array(repeating: 40, count: 2 * batch), isTraining: mode == .train,
            recomputesGates: recomputesGates, threads: global.threadCount, repeats: benchmark.repeats
        ).run()
        try BenchmarkReport(
            title: "classifier \(mode.rawValue), \(sizes.layers) × \(sizes.hidden), batch \(batch), "
                + "\(global.threadCount) threads",
            measurement: result.measurement,
            rates: [("examples_per_second", Double(result.examples)), ("tokens_per_second", Double(result.tokens))]
        ).write(to: console)
    }
}
