import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// Recurrent layers against PyTorch: Tests/Fixtures/lstm.json and its like, made by make_golden.py.
@Suite struct RecurrentTests {
    @Test(arguments: ["lstm", "lstm_blocks", "gru", "gru_blocks", "rnn"], TeamKind.all)
    func agreesWithPyTorch(file: String, team: TeamKind) throws {
        for golden in try Fixtures.golden(file) {
            for recomputesGates in [false, true] {
                try check(golden, file: file, recomputesGates: recomputesGates, team: team.make())
            }
        }
    }

    private func check(_ golden: GoldenCase, file: String, recomputesGates: Bool, team: ThreadTeam) throws {
        let kind: CellKind =
            file.hasPrefix("lstm")
            ? .lstm : file.hasPrefix("gru") ? .gru : golden.name.hasPrefix("relu") ? .elmanReLU : .elman
        func integer(_ name: String) -> Int { golden.integers[name]![0] }
        let lengths = golden.integers["lengths"]!
        let inputSize = integer("inputSize"), hiddenSize = integer("hiddenSize")
        let directions = integer("directions"), layerCount = integer("layers")
        var layout = ParameterLayout()
        let encoder = Encoder(
            .init(cell: kind, hiddenSize: hiddenSize, layerCount: layerCount, isBidirectional: directions == 2),
            inputs: Features(inputSize), in: &layout)
        let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout)
        for entry in layout.entries {
            let key = String(entry.name.dropFirst("encoder.".count))
            values.load(entry, from: golden.tensors[key]!.data.map(Float.init))
        }
        let arena = try Arena(capacity: 1 << 22)
        let sequences = PackedSequences(lengths: lengths)
        let weights = encoder.makeWeights(values, training: true, in: arena)
        weights.prepare(team: team)
        let pass = Pass(sequences, workspace: arena, team: team)

        // Elements of [T, B, F] of the golden file, with their places in packed rows.
        let batch = lengths.count
        func forEachElement(_ name: String, _ features: Features, _ body: (_ row: Int, _ column: Int, Double) -> Void) {
            let tensor = golden.tensors[name]!
            let width = tensor.shape[2]
            for t in 0..<sequences.steps {
                for b in 0..<sequences.batchSizes[t] {
                    for (k, position) in features.positions.enumerated() {
                        body(sequences.row(step: t, place: b), position, tensor.data[(t * batch + b) * width + k])
                    }
                }
            }
        }
        func pack(_ name: String, into matrix: Matrix, features: Features) {
            forEachElement(name, features) { row, column, value in matrix[row, column] = Float(value) }
        }
        func compareRows(_ matrix: Matrix, _ name: String, _ features: Features) {
            var worst = 0.0
            forEachElement(name, features) { row, column, value in
                worst = max(worst, abs(Double(matrix[row, column]) - value))
            }
            #expect(worst < 5e-6, "\(golden.name) \(name)")
        }

        // Elements of [layers · directions, B, H] of the golden file, with their places in the states.
        func forEachElement(
            _ states: [LayerState], _ hidden: String, _ cell: String,
            _ body: (_ matrix: Matrix, _ row: Int, _ column: Int, Double) -> Void
        ) {
            for (l, state) in states.enumerated() {
                for (name, matrix) in zip([hidden, cell], state.parts) {
                    let data = golden.tensors[name]!.data
                    for d in 0..<directions {
                        for b in 0..<batch {
                            for u in 0..<hiddenSize {
                                body(
                                    matrix, b, d * Matrix.padded(hiddenSize) + u,
                                    data[((l * directions + d) * batch + b) * hiddenSize + u])
                            }
                        }
                    }
                }
            }
        }
        func state(_ hidden: String, _ cell: String) -> [LayerState] {
            let states = encoder.makeStates(batchSize: batch, in: arena)
            forEachElement(states, hidden, cell) { matrix, row, column, value in matrix[row, column] = Float(value) }
            return states
        }
        func compareState(_ states: [LayerState], _ hidden: String, _ cell: String) {
            var worst = 0.0
            forEachElement(states, hidden, cell) { matrix, row, column, value in
                worst = max(worst, abs(Double(matrix[row, column]) - value))
            }
            #expect(worst < 5e-6, "\(golden.name) \(hidden)")
        }

        let x = arena.matrix(rows: sequences.tokens, columns: inputSize)
        pack("input", into: x, features: Features(inputSize))
        let states = state("h0", "c0")
        let training = EncoderTraining(weights, recomputesGates: recomputesGates)
        let output = training.forward(x, states: states, dropout: nil, pass)
        compareRows(output, "output", encoder.outputs)
        compareState(states, "h_n", "c_n")

        let inference = state("h0", "c0")
        let inferred = weights.infer(x, states: inference, pass)
        compareRows(inferred, "output", encoder.outputs)
        compareState(inference, "h_n", "c_n")

        let deltas = arena.matrix(rows: sequences.tokens, columns: encoder.outputs.paddedCount)
        pack("output.weighting", into: deltas, features: encoder.outputs)
        let stateDeltas = state("h_n.weighting", "c_n.weighting")
        let inputDeltas = arena.matrix(rows: sequences.tokens, columns: inputSize)
        training.backward(
            deltas, stateDeltas: stateDeltas, inputDeltas: inputDeltas, dropout: nil, gradients: gradients, pass)
        compareRows(inputDeltas, "gradient.input", Features(inputSize))
        compareState(stateDeltas, "gradient.h0", "gradient.c0")
        for entry in layout.entries {
            let expected = golden.tensors["gradient." + entry.name.dropFirst("encoder.".count)]!.data
            let found = gradients.export(entry)
            let worst = zip(expected, found).map { abs($0 - Double($1)) }.max()!
            #expect(worst < 2e-5, "\(golden.name) \(entry.name)")
        }
    }
}
