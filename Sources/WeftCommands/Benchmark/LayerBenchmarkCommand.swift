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

    @Option(help: "The cell: \(CellKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var cell = CellKind.lstm

    @Option(help: "A file of sequence lengths, one a line, taken in batches; instead of TIME everywhere.")
    var lengths: String?

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        if LayerBenchmark.Shape(config) == nil {
            throw ValidationError("expected --config LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME, found \(config)")
        }
    }

    func run(_ console: Console) throws {
        guard let shape = LayerBenchmark.Shape(config) else { return }
        let result = try LayerBenchmark(
            shape: shape, cell: cell, isTraining: mode == .train, threads: global.threadCount,
            repeats: benchmark.repeats, lengths: readLengths(console)
        ).run()
        try report(result, to: console)
    }

    private func readLengths(_ console: Console) throws -> [Int] {
        guard let lengths else { return [] }
        let lines = console.lines(of: [lengths])
        var numbers: [Int] = []
        while let line = try lines.next() {
            guard let length = Int(line.text), length > 0 else {
                throw CommandError.unexpected(
                    file: lengths, line: numbers.count + 1, expected: "a length of at least 1",
                    found: "\"\(line.text)\"")
            }
            numbers.append(length)
        }
        return numbers
    }

    private func report(_ result: LayerBenchmark.Result, to console: Console) throws {
        let time = result.measurement
        let gigaflops = result.operations / time.median * 1e-6
        let peak = LimitsBenchmark(threads: global.threadCount).gigaflops()
        let tokensPerSecond = Double(result.tokens) / time.median * 1e3
        if console.isJSON {
            try console.output.line([
                "ms": .number(time.median), "ms_min": .number(time.least), "ms_max": .number(time.most),
                "gflops": .number(gigaflops), "tokens_per_second": .number(tokensPerSecond),
                "peak_fraction": .number(gigaflops / peak),
            ])
        } else {
            try console.output.line(
                "\(config) \(cell.rawValue) \(mode.rawValue), \(global.threadCount) threads: "
                    + "\(time.median.fixed(3)) ms (\(time.least.fixed(3))–\(time.most.fixed(3))), "
                    + "\(gigaflops.fixed(1)) GFLOP/s, \((100 * gigaflops / peak).fixed(0)) % of peak, "
                    + "\(tokensPerSecond.fixed(0)) tokens/s")
        }
    }
}

extension CellKind: ExpressibleByArgument {}
