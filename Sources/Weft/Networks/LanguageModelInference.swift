import WeftLayers
import WeftTensors

/// A trained language model's network with its weights; it never changes and serves several sessions at once.
package final class LanguageModelWeights: Sendable {
    package let network: LanguageModelNetwork
    /// What the network computes with; rows of the embedding may still be missing: see ``completeValues``.
    let values: ParameterBuffer
    let encoder: EncoderWeights
    /// Fetches rows of the embedding when they are first needed; nil when all are there.
    let rows: TableRows?
    private let arena: Arena

    /// Prepares the weights in `values` for inference, in the numbers that they are kept in.
    package init(
        _ network: LanguageModelNetwork, values: ParameterBuffer, rows: TableRows? = nil, team: ThreadTeam
    ) throws(ArenaError) {
        self.network = network
        self.values = values
        self.rows = rows
        arena = try Arena(capacity: network.encoder.preparedFloats(training: false))
        encoder = network.encoder.makeWeights(values, training: false, in: arena)
        encoder.prepare(team: team)
    }

    /// All values, the rows of the embedding that were not needed yet included.
    package var completeValues: ParameterBuffer {
        get throws {
            try rows?.requireAll()
            return values
        }
    }
}
