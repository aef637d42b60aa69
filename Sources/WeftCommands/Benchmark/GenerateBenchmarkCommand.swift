import ArgumentParser
import Weft
import WeftLayers

/// `weft benchmark generate`: one token after the other.
struct GenerateBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Time generation, one token after the other, with random weights.",
        discussion: """
            Example:
              weft benchmark generate --layers 2 --hidden 512 --precision int8
            """)

    @OptionGroup var sizes: SizeArguments<MeasuredLanguageModel>

    @Option(help: "The weights.")
    var precision = WeightPrecision.float32

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    /// Tokens of one run.
    private static let length = 256

    var fileUse: FileUse { FileUse() }

    func run(_ console: Console) throws {
        let measurement = try LanguageModelBenchmark(
            configuration: sizes.configuration, threads: global.threadCount, repeats: benchmark.repeats
        ).measureGeneration(length: GenerateBenchmarkCommand.length, precision: precision)
        try BenchmarkReport(
            title: "generation, \(sizes.layers) × \(sizes.hidden), \(precision.rawValue)", measurement: measurement,
            rates: [("characters_per_second", Double(GenerateBenchmarkCommand.length))]
        ).write(to: console)
    }
}
