import ArgumentParser

/// `weft benchmark generate`: generation at batch 1.
struct GenerateBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Time a generated character, at batch 1.",
        discussion: """
            Example:
              weft benchmark generate --layers 2 --hidden 512
            """)

    @OptionGroup var size: LanguageModelSize
    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func run(_ console: Console) throws {
        let measurement = try size.benchmark(threads: global.threadCount, repeats: benchmark.repeats)
            .measureGeneration()
        try BenchmarkReport(
            title: "generation, \(size.layers) × \(size.hidden), \(global.threadCount) threads",
            measurement: measurement, rates: [("characters_per_second", 1)]
        ).write(to: console)
    }
}
