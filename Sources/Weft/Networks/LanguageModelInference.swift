import WeftLayers
import WeftTensors

/// A trained language model's network with its weights; it never changes and serves several sessions at once.
package final class LanguageModelWeights: Sendable {
    package let network: LanguageModelNetwork
    package let values: ParameterBuffer
    let prepared: LanguageModelNetwork.Prepared
    private let arena: Arena

    /// Prepares the weights in `values` for inference, in floats or rounded to int8.
    package init(
        _ network: LanguageModelNetwork, values: ParameterBuffer, precision: WeightPrecision = .float32,
        team: ThreadTeam
    ) throws(ArenaError) {
        self.network = network
        self.values = values
        arena = try Arena(capacity: network.preparedFloats(training: false, precision: precision) + 1024)
        prepared = network.makePrepared(training: false, precision: precision, in: arena)
        network.prepare(values, into: prepared, team: team)
    }
}
