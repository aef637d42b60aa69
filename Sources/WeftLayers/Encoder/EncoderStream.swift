import WeftTensors

/// An ``Encoder`` that reads one time step at a time and carries its state: generation, and text as it arrives.
///
/// The results have the same bits as those of ``EncoderWeights/infer(_:states:_:)`` over whole sequences. A step forks and
/// joins once a layer, allocates nothing and copies nothing; it is meant for few sequences side by side, where reading
/// the weights is all the work.
package final class EncoderStream {
    package let batchSize: Int
    private let layers: [any LayerStream]
    /// Kept alive: the layers point into them.
    private let weights: EncoderWeights
    private let arena: Arena

    /// Starts at a state of zeros.
    ///
    /// - Parameter weights: The caller keeps the arena that they were cut from.
    package init(_ weights: EncoderWeights, batchSize: Int, team: ThreadTeam) throws(ArenaError) {
        let encoder = weights.encoder
        precondition(encoder.layers.allSatisfy(\.readsForwardOnly), "only a forward encoder can stream")
        self.batchSize = batchSize
        self.weights = weights
        let arena = try Arena(
            capacity: encoder.layers.reduce(0) { $0 + $1.streamFloats(batchSize: batchSize, team: team) })
        self.arena = arena
        layers = weights.layers.map { $0.makeStream(batchSize: batchSize, team: team, in: arena) }
    }

    /// Reads one step, [batch, inputs], and gives the last layer's output, [batch, outputs]; it is valid until the next
    /// step.
    package func step(_ input: Matrix) -> Matrix {
        precondition(input.rows == batchSize, "\(input.rows) rows for \(batchSize) streams")
        var x = input
        for layer in layers { x = layer.step(x) }
        return x
    }

    /// The present states of the layers: windows, valid and true until the next step. Writing into them sets the state.
    package var states: [LayerState] { layers.map(\.state) }

    /// Forgets everything read.
    package func reset() { for state in states { state.clear() } }
}
