import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// Stepwise layers: what cells say as their equations equals what fused kernels compute. (What holds for every cell,
/// EveryCellTests and its like say, over the cells that users can name.)
@Suite struct StepwiseTests {
    private static let oracles: [(fused: CellKind, stepwise: CellKind)] = [
        (.lstm, CellKind("stepwise-lstm", StepwiseLSTM())), (.gru, CellKind("stepwise-gru", StepwiseGRU())),
    ]

    @Test(arguments: oracles, [5, 37])
    func agreesWithTheFusedCell(_ cells: (fused: CellKind, stepwise: CellKind), hiddenSize: Int) throws {
        for isBidirectional in [false, true] {
            func run(_ cell: CellKind, _ team: TeamKind) throws -> [String: [Float]] {
                try Trial(
                    .init(cell: cell, hiddenSize: hiddenSize, layerCount: 2, isBidirectional: isBidirectional)
                ).run(team.make())
            }
            let expected = try run(cells.fused, .threads(1)), found = try run(cells.stepwise, .threads(1))
            #expect(Set(found.keys) == Set(expected.keys))
            for (name, numbers) in expected {
                let complaint = difference(try #require(found[name]), numbers, ofLargest: 2e-6)
                #expect(complaint == nil, "\(cells.stepwise), \(name), bidirectional \(isBidirectional)")
            }
            for kind in TeamKind.all.dropFirst() {
                let other = try run(cells.stepwise, kind)
                for (name, numbers) in found { #expect(sameBits(other[name] ?? [], numbers), "\(name), \(kind)") }
            }
        }
    }

    /// Both forms begin with the same values: parameters have the same names, shapes and first values.
    @Test(arguments: oracles) func declaresTheSameParameters(_ cells: (fused: CellKind, stepwise: CellKind)) throws {
        func values(_ cell: CellKind) throws -> [String: [Float]] {
            var layout = ParameterLayout()
            _ = Encoder(.init(cell: cell, hiddenSize: 19), inputs: Features(7), in: &layout)
            let buffer = try ParameterBuffer(layout)
            buffer.initialize(seed: 3)
            return Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, buffer.export($0)) })
        }
        #expect(try values(cells.stepwise) == values(cells.fused))
    }

    /// A pass forward and backward with random values.
    private struct Trial {
        private let layout: ParameterLayout
        private let encoder: Encoder
        private let lengths = [6, 1, 4, 4, 2, 7]

        init(_ configuration: Encoder.Configuration) {
            var layout = ParameterLayout()
            encoder = Encoder(configuration, inputs: Features(21), in: &layout)
            self.layout = layout
        }

        /// Everything that comes out, by name.
        func run(_ team: ThreadTeam) throws -> [String: [Float]] {
            let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout)
            for (index, entry) in layout.entries.enumerated() {
                values.load(entry, from: randomValues(entry.count, seed: UInt64(index), scale: 0.3))
            }
            return try withBestInstructionSet {
                try withArena { arena in
                    let pass = Pass(PackedSequences(lengths: lengths), workspace: arena, team: team)
                    let weights = encoder.makeWeights(values, training: true, in: arena)
                    weights.prepare(team: team)
                    func random(_ features: Features, seed: UInt64) -> Matrix {
                        let matrix = arena.matrix(rows: pass.sequences.tokens, columns: features.paddedCount)
                        matrix.fillRandom(seed: seed, at: features.positions)
                        return matrix
                    }
                    let input = random(encoder.inputs, seed: 9), deltas = random(encoder.outputs, seed: 10)
                    let states = encoder.randomStates(batchSize: lengths.count, seed: 5, in: arena)
                    let stateDeltas = encoder.randomStates(batchSize: lengths.count, seed: 7, in: arena)
                    let inputDeltas = random(encoder.inputs, seed: 11)
                    let training = EncoderTraining(weights)
                    let output = training.forward(input, states: states, dropout: nil, pass)
                    training.backward(
                        deltas, stateDeltas: stateDeltas, inputDeltas: inputDeltas, dropout: nil, gradients: gradients,
                        pass)
                    var found = Dictionary(
                        uniqueKeysWithValues: layout.entries.map { ($0.name, gradients.export($0)) })
                    found["output"] = output.elements(encoder.outputs.positions)
                    found["states"] = encoder.elements(of: states)
                    found["deltas of states"] = encoder.elements(of: stateDeltas)
                    found["deltas of inputs"] = inputDeltas.elements(encoder.inputs.positions)
                    return found
                }
            }
        }
    }
}
