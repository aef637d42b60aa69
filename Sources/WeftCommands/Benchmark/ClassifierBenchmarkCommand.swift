import ArgumentParser
import Weft
import WeftJSON
import WeftLayers

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

    @Option(help: "Layers of the encoder.")
    var layers = 2

    @Option(help: "Units of each layer and direction.")
    var hidden = 256

    @Option(help: "Columns of the embedding.")
    var embedding = 300

    @Option(help: "Rows of the embedding.")
    var vocabularySize = 30_000

    @Option(help: "Documents of a batch.")
    var batch = 64

    @Option(help: "Labels.")
    var classes = 4

    @Option(help: "A file of document lengths, one a line. (default: two batches of 40 tokens each)")
    var lengths: String?

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expect("layers", layers, in: 1...64)
        try expect("hidden", hidden, in: 1...16_384)
        try expect("embedding", embedding, in: 1...16_384)
        try expect("vocabulary-size", vocabularySize, in: 5...100_000_000)
        try expect("batch", batch, in: 1...65_536)
        try expect("classes", classes, in: 2...1_000_000)
    }

    func run(_ console: Console) throws {
        let given = try lengths.map { try LengthsFile.read($0, console: console) }
        let result = try ClassifierBenchmark(
            configuration: .init(
                vocabularySize: vocabularySize, embeddingSize: embedding,
                encoder: .init(hiddenSize: hidden, layerCount: layers, isBidirectional: true), pooling: .attention,
                attentionSize: 128, classCount: classes),
            batchSize: batch, lengths: given ?? Array(repeating: 40, count: 2 * batch), isTraining: mode == .train,
            threads: global.threadCount, repeats: benchmark.repeats
        ).run()
        try BenchmarkReport(
            title: "classifier \(mode.rawValue), \(layers) × \(hidden), batch \(batch), \(global.threadCount) threads",
            measurement: result.measurement,
            rates: [("examples_per_second", Double(result.examples)), ("tokens_per_second", Double(result.tokens))]
        ).write(to: console)
    }
}
