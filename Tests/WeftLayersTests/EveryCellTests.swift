import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// Every cell against its equations in double precision: outputs, final states, and by central differences the gradients of
/// inputs, initial states and all parameters; in one and two directions, with lengths that differ, on any team.
@Suite struct EveryCellTests {
    @Test func everyCellHasAReference() {
        #expect(Set(CellKind.allCases.map(\.rawValue)) == Set(LayerReference.steps.keys))
    }

    @Test(arguments: CellKind.allCases, [5, 17])
    func agreesWithItsEquations(cell: CellKind, hiddenSize: Int) throws {
        for isBidirectional in [false, true] {
            let trial = try Trial(cell, hiddenSize: hiddenSize, isBidirectional: isBidirectional)
            let expected = trial.expected()
            for kind in [TeamKind.threads(1), .threads(2), .backwards(3)] {
                for recomputesGates in [false, true] {
                    let found = try trial.found(recomputesGates: recomputesGates, team: kind.make())
                    let at: Comment = "\(kind), again \(recomputesGates), bidirectional \(isBidirectional)"
                    #expect(difference(found.activations, expected.activations, absolute: 2e-6) == nil, at)
                    for (name, gradient) in expected.gradients {
                        let complaint = difference(try #require(found.gradients[name]), gradient, ofLargest: 3e-6)
                        #expect(complaint == nil, "\(name), \(at)")
                    }
                }
            }
        }
    }

    /// A layer with random values, and what stands for the loss: random weights of its outputs and final states.
    private struct Trial {
        private static let inputSize = 3, lengths = [4, 1, 2, 4, 3]
        private let hiddenSize: Int
        private let reference: LayerReference
        private let layout: ParameterLayout
        private let encoder: Encoder
        private let sequences = PackedSequences(lengths: Trial.lengths)
        /// By the names of parameters, "input", "state 0", …: row by row.
        private var point: [String: [Double]] = [:]
        private var outputWeights: [Double] = []
        private var stateWeights: [[Double]] = []

        init(_ cell: CellKind, hiddenSize: Int, isBidirectional: Bool) throws {
            self.hiddenSize = hiddenSize
            var layout = ParameterLayout()
            encoder = Encoder(
                .init(cell: cell, hiddenSize: hiddenSize, isBidirectional: isBidirectional),
                inputs: Features(Trial.inputSize), in: &layout)
            self.layout = layout
            reference = LayerReference(
                step: try #require(LayerReference.steps[cell.rawValue]), hiddenSize: hiddenSize,
                isBidirectional: isBidirectional)
            var seed: UInt64 = 40
            func random(_ count: Int, scale: Float = 1) -> [Double] {
                seed += 1
                // Off zero: the kink of a rectifier is no place for differences.
                return randomValues(count, seed: seed, scale: scale).map { Double($0) + 1.0 / 4096 }
            }
            for entry in layout.entries { point[entry.name] = random(entry.count, scale: 0.4) }
            point["input"] = random(sequences.tokens * Trial.inputSize)
            let width = encoder.outputs.count
            outputWeights = random(sequences.tokens * width)
            for part in encoder.layers[0].stateParts.indices {
                point["state \(part)"] = random(Trial.lengths.count * width, scale: 0.5)
                stateWeights.append(random(Trial.lengths.count * width))
            }
        }

        // MARK: The reference

        /// Outputs in the rows of the packed batch, then the final states.
        private func activations(_ point: [String: [Double]]) -> (outputs: [Double], states: [[Double]]) {
            let width = encoder.outputs.count, input = point["input"] ?? []
            var outputs = [Double](repeating: 0, count: sequences.tokens * width)
            var states = [[Double]](repeating: [], count: stateWeights.count)
            for place in 0..<sequences.batchSize {
                func part(_ index: Int) -> [Double] {
                    guard let all = point["state \(index)"] else { return [] }
                    return Array(all[place * width..<(place + 1) * width])
                }
                let rows = (0..<sequences.lengths[place]).map { sequences.row(step: $0, place: place) }
                let x = rows.map { Array(input[$0 * Trial.inputSize..<($0 + 1) * Trial.inputSize]) }
                let result = reference.run(x, h: part(0), c: part(1), values: point)
                for (row, output) in zip(rows, result.outputs) {
                    outputs.replaceSubrange(row * width..<(row + 1) * width, with: output)
                }
                for index in states.indices { states[index] += index == 0 ? result.h : result.c }
            }
            return (outputs, states)
        }

        private func loss(_ point: [String: [Double]]) -> Double {
            let found = activations(point)
            var loss = zip(found.outputs, outputWeights).reduce(0) { $0 + $1.0 * $1.1 }
            for (state, weights) in zip(found.states, stateWeights) {
                loss += zip(state, weights).reduce(0) { $0 + $1.0 * $1.1 }
            }
            return loss
        }

        func expected() -> (activations: [Double], gradients: [String: [Double]]) {
            let found = activations(point)
            var gradients: [String: [Double]] = [:]
            for (name, values) in point {
                gradients[name] = numericGradient(at: values) { moved in
                    var point = point
                    point[name] = moved
                    return loss(point)
                }
            }
            return (found.outputs + found.states.joined(), gradients)
        }

        // MARK: The layer

        func found(
            recomputesGates: Bool, team: ThreadTeam
        ) throws -> (activations: [Float], gradients: [String: [Float]]) {
            let values = try ParameterBuffer(layout), sums = try ParameterBuffer(layout)
            for entry in layout.entries { values.load(entry, from: (point[entry.name] ?? []).map(Float.init)) }
            let arena = try Arena(capacity: 1 << 20), positions = encoder.outputs.positions
            let weights = encoder.makeWeights(values, training: true, in: arena)
            weights.prepare(team: team)
            func matrix(_ rows: Int, _ features: Features, _ values: [Double]) -> Matrix {
                let matrix = arena.matrix(rows: rows, columns: features.paddedCount)
                matrix.fill(values, at: features.positions)
                return matrix
            }
            func states(_ part: (Int) -> [Double]) -> [LayerState] {
                [
                    LayerState(
                        parts: stateWeights.indices.map { matrix(sequences.batchSize, encoder.outputs, part($0)) })
                ]
            }
            let input = matrix(sequences.tokens, encoder.inputs, point["input"] ?? [])
            let state = states { point["state \($0)"] ?? [] }, stateDeltas = states { stateWeights[$0] }
            let deltas = matrix(sequences.tokens, encoder.outputs, outputWeights)
            let inputDeltas = arena.matrix(rows: sequences.tokens, columns: encoder.inputs.paddedCount)
            inputDeltas.poison()
            let training = EncoderTraining(weights, recomputesGates: recomputesGates)
            let pass = Pass(sequences, workspace: arena, team: team)
            let output = training.forward(input, states: state, dropout: nil, pass)
            let activations = output.elements(positions) + encoder.elements(of: state)
            training.backward(
                deltas, stateDeltas: stateDeltas, inputDeltas: inputDeltas, dropout: nil, gradients: sums, pass)
            var gradients = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, sums.export($0)) })
            gradients["input"] = inputDeltas.elements(encoder.inputs.positions)
            for (index, part) in stateDeltas[0].parts.enumerated() {
                gradients["state \(index)"] = part.elements(positions)
            }
            return (activations, gradients)
        }
    }
}
