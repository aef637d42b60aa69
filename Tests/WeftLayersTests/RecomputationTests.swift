import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// Gates made again in backward against gates kept. (That both are right, RecurrentTests says.)
@Suite struct RecomputationTests {
    /// What a pass forward and backward gives.
    private struct Results {
        /// The outputs, final states, and deltas of inputs and initial states.
        var activations: [Float]
        /// The gradients by name.
        var gradients: [(name: String, values: [Float])]
    }

    private func run(
        _ configuration: Encoder.Configuration, lengths: [Int], recomputesGates: Bool, team kind: TeamKind
    ) throws -> Results {
        var layout = ParameterLayout()
        let encoder = Encoder(configuration, inputs: Features(21), in: &layout)
        let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout)
        for (index, entry) in layout.entries.enumerated() {
            values.load(entry, from: randomValues(entry.count, seed: UInt64(index), scale: 0.2))
        }
        return try withArena { arena in
            let team = kind.make(), sequences = PackedSequences(lengths: lengths)
            let weights = encoder.makeWeights(values, training: true, in: arena)
            weights.prepare(team: team)
            func random(_ rows: Int, _ features: Features, seed: UInt64) -> Matrix {
                let matrix = arena.matrix(rows: rows, columns: features.paddedCount)
                matrix.clear()
                matrix.fillRandom(seed: seed, at: features.positions)
                return matrix
            }
            func randomStates(seed: UInt64) -> [LayerState] {
                encoder.randomStates(batchSize: lengths.count, seed: seed, in: arena)
            }
            let states = randomStates(seed: 5), stateDeltas = randomStates(seed: 7)
            let input = random(sequences.tokens, encoder.inputs, seed: 9)
            let deltas = random(sequences.tokens, encoder.outputs, seed: 10)
            let inputDeltas = arena.matrix(rows: sequences.tokens, columns: encoder.inputs.paddedCount)
            let training = EncoderTraining(weights, recomputesGates: recomputesGates)
            let pass = Pass(sequences, workspace: arena, team: team)
            let output = training.forward(input, states: states, dropout: nil, pass)
            training.backward(
                deltas, stateDeltas: stateDeltas, inputDeltas: inputDeltas, dropout: nil, gradients: gradients, pass)
            let positions = encoder.outputs.positions, numbers = encoder.elements(of: states + stateDeltas)
            return Results(
                activations: output.elements(positions) + inputDeltas.elements(encoder.inputs.positions) + numbers,
                gradients: layout.entries.map { ($0.name, gradients.export($0)) })
        }
    }

    /// Batches of one chunk, of several, and of steps that each outgrow a chunk; of one length, and ragged.
    private static let batches: [[Int]] = [
        [1], [9, 4, 4, 1], Array(repeating: 60, count: 10), (0..<33).map { 1 + $0 * 7 % 41 },
        (0..<530).map { 1 + $0 % 3 },
    ]

    @Test(arguments: CellKind.allCases, batches)
    func givesWhatKeptGatesGive(cell: CellKind, lengths: [Int]) throws {
        try withBestInstructionSet {
            for isBidirectional in [false, true] {
                let configuration = Encoder.Configuration(
                    cell: cell, hiddenSize: 37, layerCount: 2, isBidirectional: isBidirectional)
                let kept = try run(configuration, lengths: lengths, recomputesGates: false, team: .threads(1))
                let again = try run(configuration, lengths: lengths, recomputesGates: true, team: .threads(1))
                #expect(sameBits(again.activations, kept.activations))
                // The reverse direction goes back over ascending tokens, in the order of the sums.
                let isOneChunk = lengths.reduce(0, +) <= 512
                for (found, expected) in zip(again.gradients, kept.gradients) {
                    if isOneChunk || found.name.hasSuffix("_reverse") {
                        #expect(sameBits(found.values, expected.values), "\(found.name)")
                    } else {
                        #expect(difference(found.values, expected.values, ofLargest: 1e-5) == nil, "\(found.name)")
                    }
                }
                for kind in TeamKind.all.dropFirst() {
                    let other = try run(configuration, lengths: lengths, recomputesGates: true, team: kind)
                    #expect(sameBits(other.activations, again.activations), "\(kind)")
                    for (found, expected) in zip(other.gradients, again.gradients) {
                        #expect(sameBits(found.values, expected.values), "\(found.name), \(kind)")
                    }
                }
            }
        }
    }
}
