import ArgumentParser
import Weft
import WeftLayers

/// The language model that is measured where nobody says otherwise.
enum MeasuredLanguageModel: SizeDefaults {
    static let sizes = NetworkSizes(layers: 2, hidden: 512, embedding: 128, vocabulary: 96)
}

extension SizeArguments<MeasuredLanguageModel> {
    var configuration: LanguageModelNetwork.Configuration {
        .init(
            vocabularySize: vocabularySize, embeddingSize: embedding,
            encoder: .init(hiddenSize: hidden, layerCount: layers))
    }
}

/// `weft benchmark language-model`: training steps of a language model.
struct LanguageModelBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "language-model",
        abstract: "Time training steps of a language model on random tokens.",
        discussion: """
            Example:
              weft benchmark language-model --layers 2 --hidden 512 --batch 64 --window 64
            """)

    @OptionGroup var sizes: SizeArguments<MeasuredLanguageModel>

    @Option(help: "Streams of a batch.")
    var batch = 64

    @Option(help: "Tokens of a window.")
    var window = 64

    @Flag(name: .customLong("recompute-gates"), help: "In training, compute the gates again instead of keeping them.")
    var recomputesGates = false

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expect("batch", batch, in: 1...65_536)
        try expect("window", window, in: 1...65_536)
    }

    var fileUse: FileUse { FileUse() }

    func run(_ console: Console) throws {
        let measurement = try LanguageModelBenchmark(
            configuration: sizes.configuration, threads: global.threadCount, repeats: benchmark.repeats
        ).measureTraining(batch: batch, window: window, recomputesGates: recomputesGates)
        try BenchmarkReport(
            title: "language model, \(sizes.layers) × \(sizes.hidden), batch \(batch), window \(window)",
            measurement: measurement, rates: [("characters_per_second", Double(batch * window))]
        ).write(to: console)
    }
}
