import ArgumentParser
import WeftJSON
import WeftTensors

/// `weft benchmark limits`, also without a subcommand: what this machine can do, and how near some layers come to it.
struct LimitsBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Measure this machine's limits and layers of common sizes.",
        discussion: """
            Example:
              weft benchmark limits --threads 1 --json
            """)

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    private static let shapes = ["1,no,256,256,32,100", "2,yes,300,256,32,100", "2,no,512,512,64,35"]

    var fileUse: FileUse { FileUse() }

    func run(_ console: Console) throws {
        let limits = LimitsBenchmark(threads: global.threadCount)
        let peak = limits.gigaflops()
        let memory = try [("L2", 256), ("L3", 4096), ("memory", 65_536)].map {
            ($0.0, try limits.gigabytesPerSecond(kibibytes: $0.1))
        }
        var layers: [(String, Double)] = []
        for shape in LimitsBenchmarkCommand.shapes.compactMap(LayerBenchmark.Shape.init) {
            for isTraining in [false, true] {
                let result = try LayerBenchmark(
                    shape: shape, cell: .lstm, isTraining: isTraining, precision: .float32,
                    threads: global.threadCount,
                    repeats: benchmark.repeats, lengths: []
                ).run()
                layers.append(
                    (
                        "\(shape.text) \(isTraining ? "train" : "infer")",
                        result.operations / result.measurement.median * 1e-6
                    ))
            }
        }
        try write(peak: peak, memory: memory, layers: layers, to: console)
    }

    private func write(
        peak: Double, memory: [(String, Double)], layers: [(String, Double)], to console: Console
    ) throws {
        guard console.isJSON else {
            try console.output.line("\(Kernels.instructionSet), \(global.threadCount) threads")
            try console.output.line("multiply-add: \(peak.fixed(1)) GFLOP/s")
            for (level, rate) in memory { try console.output.line("read from \(level): \(rate.fixed(1)) GB/s") }
            for (name, rate) in layers {
                try console.output.line(
                    "LSTM \(name): \(rate.fixed(1)) GFLOP/s, \((100 * rate / peak).fixed(0)) % of peak")
            }
            return
        }
        try console.output.line(
            JSON.object([
                .init("instruction_set", .string(Kernels.instructionSet)),
                .init("threads", .integer(global.threadCount)),
                .init("gflops", .number(peak)),
                .init("gigabytes_per_second", .object(memory.map { .init($0.0, .number($0.1)) })),
                .init("layers_gflops", .object(layers.map { .init($0.0, .number($0.1)) })),
            ]))
    }
}
