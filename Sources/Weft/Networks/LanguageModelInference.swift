import WeftLayers
import WeftTensors

/// A trained language model's network with its weights; it never changes and serves several sessions at once.
package final class LanguageModelWeights: Sendable {
    package let network: LanguageModelNetwork
    package let values: ParameterBuffer
    let prepared: Encoder.Prepared
    private let arena: Arena

    /// Prepares the weights in `values` for inference, in the numbers that they are kept in.
    package init(
        _ network: LanguageModelNetwork, values: ParameterBuffer, team: ThreadTeam
    ) throws(ArenaError) {
        self.network = network
        self.values = values
        arena = try Arena(capacity: network.encoder.preparedFloats)
        prepared = network.encoder.makePrepared(training: false, in: arena)
        network.encoder.prepare(values, into: prepared, team: team)
    }
}
