import WeftLayers
import WeftTensors

/// A trained language model's network with its weights; it never changes and serves several sessions at once.
package final class LanguageModelWeights: Sendable {
    package let network: LanguageModelNetwork
    package let values: ParameterBuffer
    let prepared: LanguageModelNetwork.Prepared
    private let arena: Arena

    /// Prepares the weights in `values` for inference.
    package init(_ network: LanguageModelNetwork, values: ParameterBuffer, team: ThreadTeam) throws(ArenaError) {
        self.network = network
        self.values = values
        arena = try Arena(capacity: network.preparedFloats(training: false) + 1024)
        prepared = network.makePrepared(training: false, in: arena)
        network.prepare(values, into: prepared, team: team)
    }
}

/// Reads tokens one after the other and gives the probabilities of the next: the recurrent state of one stream.
package final class LanguageModelStepper {
    private let weights: LanguageModelWeights
    private let team: ThreadTeam
    private let arena: Arena
    private let states: [RecurrentState]
    private let mark: Int
    private var sequences = PackedSequences()

    package init(_ weights: LanguageModelWeights, streams: Int = 1, team: ThreadTeam) throws(ArenaError) {
        self.weights = weights
        self.team = team
        arena = try Arena(capacity: Workspace.floats)
        states = weights.network.encoder.makeStates(batchSize: streams, in: arena)
        mark = arena.used
    }

    /// Forgets everything read.
    package func reset() { for state in states { state.clear() } }

    /// The state as plain numbers: hidden, and cell if there is one, of each layer and stream.
    package var state: [Float] {
        get {
            var numbers: [Float] = []
            for state in states {
                for matrix in [state.hidden, state.cell].compactMap(\.self) {
                    for row in 0..<matrix.rows {
                        for column in weights.network.encoder.outputs.positions { numbers.append(matrix[row, column]) }
                    }
                }
            }
            return numbers
        }
        set {
            precondition(newValue.count == stateCount, "\(newValue.count) numbers for a state of \(stateCount)")
            var next = 0
            for state in states {
                for matrix in [state.hidden, state.cell].compactMap(\.self) {
                    for row in 0..<matrix.rows {
                        for column in weights.network.encoder.outputs.positions {
                            matrix[row, column] = newValue[next]
                            next += 1
                        }
                    }
                }
            }
        }
    }

    /// Numbers in ``state``.
    package var stateCount: Int {
        let perState = weights.network.encoder.outputs.count
        return states.reduce(0) { $0 + $1.hidden.rows * perState * ($1.cell == nil ? 1 : 2) }
    }

    /// Reads the next token of each stream, time-major, `count` a stream, and hands out the logits of all positions as
    /// rows, valid during the call alone.
    package func read(_ tokens: [Int32], streams: Int = 1, _ body: (_ logits: Matrix) -> Void) {
        let network = weights.network
        arena.reset(to: mark)
        sequences.refill(lengths: Array(repeating: tokens.count / streams, count: streams))
        let embedded = arena.matrix(rows: tokens.count, columns: network.embedding.size)
        network.embedding.forward(tokens, values: weights.values, output: embedded, team: team)
        let hidden = network.encoder.infer(
            embedded, sequences: sequences, states: states, values: weights.values,
            prepared: weights.prepared.encoder, workspace: arena, team: team)
        let logits = network.output.makeOutput(rows: tokens.count, in: arena)
        network.output.forward(hidden, values: weights.values, output: logits, team: team)
        body(logits)
    }
}
