import ArgumentParser
import WeftLayers

/// `weft benchmark layer`: stacked recurrent layers alone.
struct LayerBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "layer",
        abstract: "Time recurrent layers on random numbers.",
        discussion: """
            Example, two bidirectional layers of 256 units on 300 inputs, batch 32, 100 steps:
              weft benchmark layer --config 2,yes,300,256,32,100 --mode train --threads 2 --json
            """)

    enum Mode: String, CaseIterable, ExpressibleByArgument { case train, infer }

    @Option(help: "LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME; yes = bidirectional.")
    var config = "2,yes,300,256,32,100"

    @Option(help: "train: forward and backward with all gradients; infer: forward alone.")
    var mode = Mode.train

    @Option(help: "The cell.")
    var cell = CellKind.lstm

    @Option(help: "The weights of inference.")
    var precision = WeightPrecision.float32

    @Option(help: "A file of sequence lengths, one a line, taken in batches; instead of TIME everywhere.")
    var lengths: String?

    @Flag(name: .customLong("recompute-gates"), help: "In training, compute the gates again instead of keeping them.")
    var recomputesGates = false

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        if mode == .train, precision != .float32 { throw ValidationError("expected --precision float32 for training") }
        if LayerBenchmark.Shape(config) == nil {
            throw ValidationError("expected --config LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME, found \(config)")
        }
    }

    var fileUse: FileUse { FileUse(reads: [lengths].compactMap(\.self)) }

    func run(_ console: Console) throws {
        guard let shape = LayerBenchmark.Shape(config) else { return }
        let result = try LayerBenchmark(
            shape: shape, cell: cell, isTraining: mode == .train,
            recomputesGates: recomputesGates, precision: precision, threads: global.threadCount,
            repeats: benchmark.repeats, lengths: lengths.map { try LengthsFile.read($0, console: console) } ?? []
        ).run()
        try report(result, to: console)
    }

    private func report(_ result: LayerBenchmark.Result, to console: Console) throws {
        let gigaflops = result.operations / result.measurement.median * 1e-6
        let peak = LimitsBenchmark(threads: global.threadCount).gigaflops()
        try BenchmarkReport(
            title: "\(config) \(cell.rawValue) \(mode.rawValue), \(global.threadCount) threads",
            measurement: result.measurement, rates: [("tokens_per_second", Double(result.tokens))],
            figures: [("gflops", gigaflops), ("peak_fraction", gigaflops / peak)]
        ).write(to: console)
    }
}

extension CellKind: ExpressibleByArgument {}
