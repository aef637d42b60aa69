import WeftLayers
import WeftTensors

/// The room and threads to run batches through a classifier; one caller at a time.
package final class ClassifierSession {
    package let team: ThreadTeam
    private let weights: ClassifierWeights
    private let arena: Arena
    private var batch = TokenBatch()

    package init(_ weights: ClassifierWeights, team: ThreadTeam) throws(ArenaError) {
        self.weights = weights
        self.team = team
        arena = try Arena()
    }

    /// What the network says of one document.
    package struct Prediction: Sendable {
        /// One for each class, with sum 1.
        package var probabilities: [Float]
        /// Attention's weight of each token read; empty when not asked for or when the pooling has none.
        package var attention: [Float]
    }

    /// Classifies documents in batches of like length and gives the predictions in the given order.
    package func predict(
        _ documents: [[Int32]], maximumTokens: Int, empty: Int32, batchSize: Int = 64, withAttention: Bool = false
    ) throws -> [Prediction] {
        let order = documents.indices.sorted {
            documents[$0].count != documents[$1].count ? documents[$0].count > documents[$1].count : $0 < $1
        }
        var predictions = Array(repeating: Prediction(probabilities: [], attention: []), count: documents.count)
        for first in stride(from: 0, to: order.count, by: batchSize) {
            let indices = order[first..<min(first + batchSize, order.count)]
            batch.refill(count: indices.count, limit: maximumTokens, empty: empty) {
                documents[indices[indices.startIndex + $0]]
            }
            try weights.rows?.require(batch.tokens)
            arena.reset()
            try arena.reserve(
                weights.network.inferenceFloats(
                    batch.sequences, precision: weights.values.precision, team: team))
            predictBatch(Array(indices), withAttention: withAttention, into: &predictions)
        }
        return predictions
    }

    private func predictBatch(_ indices: [Int], withAttention: Bool, into predictions: inout [Prediction]) {
        let network = weights.network, sequences = batch.sequences
        let embedded = arena.matrix(rows: sequences.tokens, columns: network.embedding.size)
        network.embedding.forward(batch.tokens, values: weights.values, output: embedded, team: team)
        let pass = Pass(sequences, workspace: arena, team: team)
        let states = weights.encoder.infer(embedded, states: [], pass)
        let pooled = arena.matrix(rows: sequences.batchSize, columns: network.pooling.outputs.paddedCount)
        let kept = network.pooling.forward(states, values: weights.values, pooled: pooled, pass)
        let logits = network.output.makeOutput(rows: sequences.batchSize, in: arena)
        network.output.infer(pooled, values: weights.values, output: logits, workspace: arena, team: team)
        Kernels.softmax(logits)
        for place in 0..<sequences.batchSize {
            let index = indices[sequences.order[place]]
            predictions[index].probabilities = (0..<network.configuration.classCount).map { logits[place, $0] }
            guard withAttention, let attention = kept.weights else { continue }
            predictions[index].attention = (0..<sequences.lengths[place]).map { attention[place, $0] }
        }
    }
}
