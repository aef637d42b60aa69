import ArgumentParser
import WeftJSON
import WeftTensors

/// `weft benchmark product`: how near the matrix products of a layer come to the multiply-add peak.
struct ProductBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "product",
        abstract: "Measure the matrix products of LSTM layers, each by itself.",
        discussion: """
            Example:
              weft benchmark product --config 1,no,256,256,32,100
            """)

    @Option(help: "LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME: the layer whose products are measured.")
    var config: [String] = [
        "1,no,256,256,32,100", "2,yes,300,256,32,100", "2,yes,128,128,64,50", "2,no,512,512,64,35",
        "2,no,650,650,20,35", "1,no,200,200,20,20",
    ]

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        for text in config where LayerBenchmark.Shape(text) == nil {
            throw ValidationError("expected --config LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME, found \(text)")
        }
    }

    var fileUse: FileUse { FileUse() }

    func run(_ console: Console) throws {
        let peak = LimitsBenchmark(threads: global.threadCount).gigaflops()
        let products = ProductBenchmark(threads: global.threadCount, repeats: benchmark.repeats)
        var table = TextTable([
            ("layer", .leading), ("product", .leading), ("rows", .trailing), ("inner", .trailing),
            ("columns", .trailing), ("GFLOP/s", .trailing), ("of peak", .trailing),
        ])
        var figures: [JSON.Member] = [.init("peak_gflops", .number(peak))]
        for layer in config.compactMap(LayerBenchmark.Shape.init) {
            for shape in ProductBenchmark.shapes(of: layer) {
                let rate = try products.gigaflops(shape)
                table.add([
                    layer.text, shape.name, "\(shape.rows)", "\(shape.inner)", "\(shape.columns)", rate.fixed(1),
                    "\((100 * rate / peak).fixed(0)) %",
                ])
                figures.append(.init("\(layer.text) \(shape.name)", .number(rate / peak)))
            }
        }
        if console.isJSON {
            try console.output.line(JSON.object(figures))
        } else {
            try console.output.line(table.text)
        }
    }
}
