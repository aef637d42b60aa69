import ArgumentParser
import Weft
import WeftCompression

/// `weft benchmark load`: how long a saved classifier takes from file to first answer.
struct LoadBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Time opening a classifier and labelling one line, in a warm process.",
        discussion: """
            Example:
              weft benchmark load questions.weft --threads 1
            """)

    @Argument(help: "A model made by weft train classifier.")
    var model: String

    @Option(help: "The line to label.")
    var text = "The quick brown fox jumps over the lazy dog."

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    var fileUse: FileUse { FileUse(reads: [model]) }

    func run(_ console: Console) throws {
        let measurement = try Measurement(repeats: benchmark.repeats) {
            _ = try TextClassifier(contentsOf: model, threads: global.threadCount).classify(text.argumentText)
        }
        try BenchmarkReport(
            title: "load \(model.singleLine), \(global.threadCount) threads", measurement: measurement,
            rates: [("loads_per_second", 1)]
        ).write(to: console)
    }
}
