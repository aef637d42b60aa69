import WeftLayers
import WeftTensors
import WeftTraining

/// What the training of any network holds: its values and gradients, its weights in the forms that training needs, and the
/// arena of activations.
package final class TrainingBuffers<Network: SequenceNetwork> {
    let network: Network
    let values: ParameterBuffer
    let gradients: ParameterBuffer
    let embeddingGradient: SparseGradient
    let sparseGradients: [SparseGradient]
    let prepared: Network.Prepared
    let encoder: EncoderTraining
    let arena: Arena
    let team: ThreadTeam
    /// Floats at the arena's beginning that stay from batch to batch.
    private(set) var kept: Int

    /// - Parameter keptFloats: Floats that stay in the arena: the prepared weights, and what ``makeStates(batchSize:)`` cuts.
    init(_ network: Network, keptFloats: Int, recomputesGates: Bool, team: ThreadTeam) throws {
        self.network = network
        self.team = team
        values = try ParameterBuffer(network.layout)
        gradients = try ParameterBuffer(network.layout, withTables: false)
        embeddingGradient = try network.embedding.makeGradient()
        sparseGradients = [embeddingGradient]
        arena = try Arena()
        try arena.require(keptFloats)
        prepared = network.makePrepared(values, in: arena)
        encoder = EncoderTraining(prepared.encoder, recomputesGates: recomputesGates)
        kept = arena.used
    }

    /// Cuts states that go on from batch to batch.
    func makeStates(batchSize: Int) -> [LayerState] {
        let states = network.encoder.makeStates(batchSize: batchSize, in: arena)
        kept = arena.used
        return states
    }

    /// Remakes what depends on the weights; after each optimizer step.
    func prepare() { network.prepare(values, into: prepared, team: team) }

    /// Gives the activations of the last batch back.
    func clearActivations() { arena.reset(to: kept) }

    /// Makes room for the activations of the largest batch, where the arena does not have it anyway.
    ///
    /// - Parameters:
    ///   - floats: What training takes of the arena, what is kept included.
    ///   - batchSize: Sequences of the batch.
    func reserve(_ floats: Int, batchSize: Int) throws(ArenaError) {
        try arena.reserve(
            floats - kept + network.encoder.forwardFloats(batchSize: batchSize, precision: .float32, team: team))
    }

    /// The rows of the embedding at some tokens, [tokens, E].
    func embed(_ tokens: [Int32]) -> Matrix {
        let embedded = arena.matrix(rows: tokens.count, columns: network.embedding.size)
        network.embedding.forward(tokens, values: values, output: embedded, team: team)
        return embedded
    }
}

/// A model in training that stands on ``TrainingBuffers``.
package protocol NetworkTraining: TrainableModel {
    associatedtype Network: SequenceNetwork
    var buffers: TrainingBuffers<Network> { get }
}

extension NetworkTraining {
    package var network: Network { buffers.network }
    package var values: ParameterBuffer { buffers.values }
    package var gradients: ParameterBuffer { buffers.gradients }
    package var sparseGradients: [SparseGradient] { buffers.sparseGradients }
    package var embeddingGradient: SparseGradient { buffers.embeddingGradient }
    /// Bytes of activations that the largest batch so far needed, with what is kept.
    package var peakWorkspaceBytes: Int { buffers.arena.peakBytes }
    package func prepare() { buffers.prepare() }

    var team: ThreadTeam { buffers.team }
    var arena: Arena { buffers.arena }
    var prepared: Network.Prepared { buffers.prepared }
    var encoder: EncoderTraining { buffers.encoder }
}
