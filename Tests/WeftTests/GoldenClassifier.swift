import TestSupport
import Weft
import WeftLayers
import WeftTensors

extension GoldenCase {
    /// The classifier of a case of Tests/Fixtures/classifier.json in training, with the weights that it begins with.
    func classifierTraining(recomputesGates: Bool = false, team: ThreadTeam) throws -> ClassifierTraining {
        let lengths = try integers("lengths"), tokens = try integers("tokens"), targets = try integers("targets")
        let table = try tensor("embedding.weight")
        let network = ClassifierNetwork(
            .init(
                vocabularySize: table.shape[0], embeddingSize: table.shape[1],
                encoder: .init(
                    hiddenSize: try integers("hiddenSize")[0], layerCount: try integers("layers")[0],
                    isBidirectional: true),
                pooling: .attention, attentionSize: try integers("attentionSize")[0],
                classCount: try tensor("output.bias").shape[0]))
        // The fixture's tokens are time-major.
        let documents = lengths.indices.map { place in
            EncodedDocument(
                tokens: (0..<lengths[place]).map { Int32(tokens[$0 * lengths.count + place]) },
                label: Int32(targets[place]))
        }
        var configuration = ClassifierTraining.Configuration()
        configuration.dropout = 0
        configuration.recomputesGates = recomputesGates
        let training = try ClassifierTraining(network, documents: documents, configuration: configuration, team: team)
        for entry in network.layout.entries { training.values.load(entry, from: try floats(entry.name)) }
        return training
    }
}
