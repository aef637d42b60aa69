import WeftLayers
import WeftTensors

/// Stacked recurrent layers alone, on random numbers: forward for inference, or forward and backward with all gradients.
struct LayerBenchmark {
    /// LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME (yes = bidirectional).
    struct Shape {
        let text: String
        let layers: Int, isBidirectional: Bool, input: Int, hidden: Int, batch: Int, time: Int

        init?(_ text: String) {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 6, ["yes", "no"].contains(parts[1]) else { return nil }
            let numbers = [0, 2, 3, 4, 5].compactMap { Int(parts[$0]) }
            guard numbers.count == 5, numbers.allSatisfy({ $0 > 0 && $0 <= 65536 }) else { return nil }
            self.text = text
            layers = numbers[0]
            isBidirectional = parts[1] == "yes"
            input = numbers[1]
            hidden = numbers[2]
            batch = numbers[3]
            time = numbers[4]
        }
    }

    let shape: Shape
    let cell: CellKind
    let isTraining: Bool
    var recomputesGates = false
    let precision: WeightPrecision
    let threads: Int
    let repeats: Int
    /// Lengths of the sequences, in batches one after the other; empty for `time` everywhere.
    let lengths: [Int]

    struct Result {
        let measurement: Measurement
        let tokens: Int
        /// Floating-point operations of the matrix products.
        let operations: Double
    }

    func run() throws -> Result {
        try checkMemory()
        var layout = ParameterLayout()
        let encoder = Encoder(
            .init(
                cell: cell, hiddenSize: shape.hidden, layerCount: shape.layers,
                isBidirectional: shape.isBidirectional),
            inputs: Features(shape.input), in: &layout)
        var generator = Generator(seed: 1)
        let values = try randomValues(layout, &generator)
        let batches = batches().map { PackedSequences(lengths: $0) }
        let work = try LayerWork(
            encoder, values: values, training: (isTraining, recomputesGates), tokens: batches.map(\.tokens).max() ?? 1,
            team: ThreadTeam(count: threads), generator: &generator)
        let measurement = Measurement(repeats: repeats) { for batch in batches { work.run(batch) } }
        let tokens = batches.reduce(0) { $0 + $1.tokens }
        return Result(measurement: measurement, tokens: tokens, operations: operations(encoder, tokens: tokens))
    }

    private func randomValues(_ layout: ParameterLayout, _ generator: inout Generator) throws -> ParameterBuffer {
        let values = try ParameterBuffer(layout), bound = 1 / Float(shape.hidden).squareRoot()
        for entry in layout.entries {
            values.load(entry, from: (0..<entry.count).map { _ in generator.uniform(-bound, bound) })
        }
        return precision == .float32 ? values : try values.rounded(to: precision)
    }

    /// Refuses what does not fit the memory, before any of it is taken: the weights and, in training, their gradients and
    /// transposed copies; input, outputs and, in training, gates and deltas of the longest batch's tokens.
    private func checkMemory() throws {
        let directions = shape.isBidirectional ? 2.0 : 1, layers = Double(shape.layers), hidden = Double(shape.hidden)
        let columns = Double(shape.input) + (layers - 1) * directions * hidden + layers * hidden
        let weights = directions * Double(cell.gateCount) * hidden * columns
        let tokens =
            lengths.isEmpty ? Double(shape.batch) * Double(shape.time) : lengths.reduce(0.0) { $0 + Double($1) }
        let perLayer = directions * hidden * (isTraining ? Double(cell.gateCount) + 2 : 1)
        try SystemMemory.check(
            floats: weights * (isTraining ? 3 : 2) + tokens * (8 + 2 * Double(shape.input) + layers * perLayer))
    }

    private func batches() -> [[Int]] {
        guard !lengths.isEmpty else { return [Array(repeating: shape.time, count: shape.batch)] }
        return stride(from: 0, to: lengths.count, by: shape.batch).map {
            Array(lengths[$0..<min($0 + shape.batch, lengths.count)])
        }
    }

    /// A multiply-add is two operations; three times those of forward with the gradients.
    private func operations(_ encoder: Encoder, tokens: Int) -> Double {
        let forward = 2 * Double(tokens * encoder.layers.reduce(0) { $0 + $1.multiplyAdds })
        return isTraining ? 3 * forward : forward
    }
}
