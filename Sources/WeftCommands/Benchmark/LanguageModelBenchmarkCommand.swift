import ArgumentParser
import Weft
import WeftLayers

/// The sizes of a language model to measure.
struct LanguageModelSizes: ParsableArguments {
    @Option(help: "Layers of the encoder.")
    var layers = 2

    @Option(help: "Units of each layer.")
    var hidden = 512

    @Option(help: "Columns of the embedding.")
    var embedding = 128

    @Option(help: "Tokens of the vocabulary.")
    var vocabularySize = 96

    func validate() throws {
        try expect("layers", layers, in: 1...64)
        try expect("hidden", hidden, in: 1...16_384)
        try expect("embedding", embedding, in: 1...16_384)
        try expect("vocabulary-size", vocabularySize, in: 6...10_000_000)
    }

    var configuration: LanguageModelNetwork.Configuration {
        .init(
            vocabularySize: vocabularySize, embeddingSize: embedding,
            encoder: .init(hiddenSize: hidden, layerCount: layers))
    }
}

/// `weft benchmark language-model`: training steps of a language model.
struct LanguageModelBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "language-model", abstract: "Time training steps of a language model on random tokens.")

    @OptionGroup var sizes: LanguageModelSizes

    @Option(help: "Streams of a batch.")
    var batch = 64

    @Option(help: "Tokens of a window.")
    var window = 64

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expect("batch", batch, in: 1...65_536)
        try expect("window", window, in: 1...65_536)
    }

    func run(_ console: Console) throws {
        let measurement = try LanguageModelBenchmark(
            configuration: sizes.configuration, threads: global.threadCount, repeats: benchmark.repeats
        ).measureTraining(batch: batch, window: window)
        try BenchmarkReport(
            title: "language model, \(sizes.layers) × \(sizes.hidden), batch \(batch), window \(window)",
            measurement: measurement, rates: [("characters_per_second", Double(batch * window))]
        ).write(to: console)
    }
}

extension WeightPrecision: ExpressibleByArgument {}
