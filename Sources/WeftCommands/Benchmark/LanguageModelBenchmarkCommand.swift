import ArgumentParser

/// The size of a language model that is measured.
struct LanguageModelSize: ParsableArguments {
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
        try expect("vocabulary-size", vocabularySize, in: 5...10_000_000)
    }

    func benchmark(threads: Int, repeats: Int) -> LanguageModelBenchmark {
        LanguageModelBenchmark(
            vocabularySize: vocabularySize, embeddingSize: embedding, hiddenSize: hidden, layerCount: layers,
            threads: threads, repeats: repeats)
    }
}

/// `weft benchmark language-model`: training steps of a language model.
struct LanguageModelBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "language-model",
        abstract: "Time training steps of a character language model.",
        discussion: """
            Example:
              weft benchmark language-model --layers 2 --hidden 512 --batch 64 --window 64
            """)

    @OptionGroup var size: LanguageModelSize

    @Option(help: "Streams read side by side.")
    var batch = 64

    @Option(help: "Tokens of a stream in a step.")
    var window = 64

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expect("batch", batch, in: 1...65_536)
        try expect("window", window, in: 1...65_536)
    }

    func run(_ console: Console) throws {
        let measurement = try size.benchmark(threads: global.threadCount, repeats: benchmark.repeats)
            .measureTraining(batch: batch, window: window)
        try BenchmarkReport(
            title: "language model, training, \(size.layers) × \(size.hidden), batch \(batch), window \(window), "
                + "\(global.threadCount) threads",
            measurement: measurement, rates: [("characters_per_second", Double(batch * window))]
        ).write(to: console)
    }
}
