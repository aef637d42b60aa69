import ArgumentParser

/// `weft benchmark`: how fast this machine and Weft on it are.
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Measure the engine on this machine.",
        discussion: """
            Without a subcommand: this machine's limits, and layers of common sizes against them.
            """,
        subcommands: [
            LimitsBenchmarkCommand.self, ProductBenchmarkCommand.self, LayerBenchmarkCommand.self,
            ClassifierBenchmarkCommand.self,
            LanguageModelBenchmarkCommand.self, GenerateBenchmarkCommand.self,
            TokenizeBenchmarkCommand.self, LoadBenchmarkCommand.self,
        ], defaultSubcommand: LimitsBenchmarkCommand.self)
}

/// The options that all benchmarks share beside the global ones.
struct BenchmarkOptions: ParsableArguments {
    @Option(help: "How many times to measure; the median is reported.")
    var repeats = 9

    func validate() throws {
        if !(1...1000).contains(repeats) {
            throw ValidationError("expected --repeats between 1 and 1000, found \(repeats)")
        }
    }
}
