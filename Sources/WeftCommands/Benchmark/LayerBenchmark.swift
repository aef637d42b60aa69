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
        var values = try ParameterBuffer(layout)
        let gradients = try ParameterBuffer(layout)
        var generator = Generator(seed: 1)
        let bound = 1 / Float(shape.hidden).squareRoot()
        for entry in layout.entries {
            values.load(entry, from: (0..<entry.count).map { _ in generator.uniform(-bound, bound) })
        }
        if precision != .float32 { values = try values.rounded(to: precision) }
        let batches = self.batches().map { PackedSequences(lengths: $0) }
        let tokens = batches.reduce(0) { $0 + $1.tokens }
        let arena = try Arena()
        let team = ThreadTeam(count: threads)
        let weights = encoder.makeWeights(values, training: isTraining, in: arena)
        let most = batches.map(\.tokens).max() ?? 1
        let input = arena.matrix(rows: most, columns: shape.input)
        let deltas = arena.matrix(rows: most, columns: encoder.outputs.paddedCount)
        let inputDeltas = arena.matrix(rows: most, columns: shape.input)
        for row in 0..<most {
            for column in 0..<shape.input { input[row, column] = generator.uniform(-1, 1) }
            for column in encoder.outputs.positions { deltas[row, column] = 1 }
        }
        let training = isTraining ? EncoderTraining(weights, recomputesGates: recomputesGates) : nil
        // One step of one sequence is what the stream is for.
        let stream =
            !isTraining && most == 1 && !shape.isBidirectional
            ? try EncoderStream(weights, batchSize: 1, team: team) : nil
        let mark = arena.used
        weights.prepare(team: team)
        let measurement = Measurement(repeats: repeats) {
            for sequences in batches {
                arena.reset(to: mark)
                // Training repacks the weights for every batch, as an optimizer would make it do.
                if isTraining { weights.prepare(team: team) }
                let x = input.rows(from: 0, count: sequences.tokens)
                if let stream {
                    _ = stream.step(x)
                    continue
                }
                let pass = Pass(sequences, workspace: arena, team: team)
                guard let training else {
                    _ = weights.infer(x, states: [], pass)
                    continue
                }
                _ = training.forward(x, states: [], dropout: nil, pass)
                training.backward(
                    deltas.rows(from: 0, count: sequences.tokens), stateDeltas: [],
                    inputDeltas: inputDeltas.rows(from: 0, count: sequences.tokens), dropout: nil, gradients: gradients,
                    pass)
            }
        }
        return Result(measurement: measurement, tokens: tokens, operations: operations(encoder, tokens: tokens))
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
