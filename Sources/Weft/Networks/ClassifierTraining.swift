import WeftLayers
import WeftTensors
import WeftTraining

/// A document as the network sees it.
package struct EncodedDocument: Sendable {
    package var tokens: [Int32]
    package var label: Int32

    package init(tokens: [Int32], label: Int32) {
        self.tokens = tokens
        self.label = label
    }
}

/// A classifier's network in training: weights, gradients and the room for one batch.
package final class ClassifierTraining {
    /// What training adds to the network.
    package struct Configuration: Sendable, Equatable {
        /// Dropout on embeddings, between the encoder's layers, and on the pooled vector.
        package var dropout: Float = 0.5
        /// The share of tokens replaced by the unknown token, so that it learns to stand for what is not known.
        package var tokenDropout: Float = 0
        package var smoothing: Float = 0
        package var classWeights: [Float]?
        package var maximumTokens = 512
        package var seed: UInt64 = 1
        /// Whether backward makes the encoder's gates again; see ``EncoderTraining/recomputesGates``.
        package var recomputesGates = false
        /// The id of the unknown token.
        package var unknown: Int32 = 1

        package init() {}
    }

    package let buffers: TrainingBuffers<ClassifierNetwork>
    package let guessLoss: Double?
    let configuration: Configuration
    private let documents: [EncodedDocument]
    private let crossEntropy: CrossEntropy
    private var layerDropout: LayerDropout
    private var batch = TokenBatch()
    private var targets: [Int32] = []

    package init(
        _ network: ClassifierNetwork, documents: [EncodedDocument], configuration: Configuration, team: ThreadTeam
    ) throws {
        self.documents = documents
        self.configuration = configuration
        buffers = try TrainingBuffers(
            network, keptFloats: network.preparedFloats, recomputesGates: configuration.recomputesGates, team: team)
        crossEntropy = CrossEntropy(classWeights: configuration.classWeights, smoothing: configuration.smoothing)
        guessLoss = GuessLoss.ofTargets(
            documents.lazy.map(\.label), classCount: network.configuration.classCount,
            weights: configuration.classWeights, smoothing: configuration.smoothing)
        layerDropout = LayerDropout(
            rate: configuration.dropout, seed: configuration.seed, firstStream: Masks.Stream.layers.rawValue)
    }

    /// What its passes depend on.
    package var passOptions: PassOptions {
        PassOptions(hasDropout: configuration.dropout > 0, keepsGates: !configuration.recomputesGates)
    }

    /// Takes addresses for a batch of these lengths, so that a smaller one needs no more.
    package func reserve(for sequences: PackedSequences) throws(ArenaError) {
        try buffers.reserve(
            network.trainingFloats(sequences, passOptions, team: team), batchSize: sequences.batchSize)
    }

    /// Runs a batch forward and backward and adds its gradients.
    ///
    /// - Parameters:
    ///   - indices: Which documents.
    ///   - step: The number of the step, on which dropout depends.
    /// - Returns: The mean loss and the tokens read.
    package func lossAndGradients(_ indices: [Int], step: Int) -> (loss: Double, tokens: Int) {
        buffers.clearActivations()
        fill(indices, step: step)
        let pass = Pass(batch.sequences, workspace: arena, team: team), embedded = buffers.embed(batch.tokens)
        let masks = makeMasks(step: step)
        masks.apply(to: embedded, at: .embedding)
        let states = encoder.forward(embedded, states: [], dropout: layerDropout, pass)
        let stateDeltas = arena.matrix(rows: embedded.rows, columns: network.encoder.outputs.paddedCount)
        let loss = head(states, stateDeltas: stateDeltas, masks, pass)
        let embeddedDeltas = arena.matrix(rows: embedded.rows, columns: network.embedding.size)
        encoder.backward(
            stateDeltas, stateDeltas: [], inputDeltas: embeddedDeltas, dropout: layerDropout, gradients: gradients, pass
        )
        masks.apply(to: embeddedDeltas, at: .embedding)
        network.embedding.backward(
            batch.tokens, outputDeltas: embeddedDeltas, gradient: embeddingGradient, team: team)
        return (loss, embedded.rows)
    }

    /// Pooling, the output layer and the loss, forward and backward: the mean loss, and the deltas of the states.
    private func head(_ states: Matrix, stateDeltas: Matrix, _ masks: Masks, _ pass: Pass) -> Double {
        let network = network, batchSize = pass.sequences.batchSize, width = network.pooling.outputs.paddedCount
        let pooled = arena.matrix(rows: batchSize, columns: width)
        let kept = network.pooling.forward(states, values: values, pooled: pooled, pass)
        masks.apply(to: pooled, at: .pooled)
        let logits = network.output.makeOutput(rows: batchSize, in: arena)
        network.output.forward(pooled, values: values, output: logits, team: team)
        let loss = crossEntropy.lossAndDeltas(logits, targets: targets, workspace: arena, team: team)
        let pooledDeltas = arena.matrix(rows: batchSize, columns: width)
        network.output.backward(
            pooled, outputDeltas: logits, prepared: prepared.output, inputDeltas: pooledDeltas, gradients: gradients,
            workspace: arena, team: team)
        masks.apply(to: pooledDeltas, at: .pooled)
        network.pooling.backward(
            states, pooledDeltas: pooledDeltas, kept: kept, prepared: prepared.pooling, stateDeltas: stateDeltas,
            values: values, gradients: gradients, pass)
        return loss
    }

    private func fill(_ indices: [Int], step: Int) {
        batch.refill(
            count: indices.count, limit: configuration.maximumTokens, empty: configuration.unknown
        ) { documents[indices[$0]].tokens }
        targets.removeAll(keepingCapacity: true)
        for place in batch.sequences.order { targets.append(documents[indices[place]].label) }
        guard configuration.tokenDropout > 0 else { return }
        var generator = Generator(seed: configuration.seed, .tokenDropout(step: step))
        batch.replaceTokens(by: configuration.unknown, share: configuration.tokenDropout, generator: &generator)
    }

    /// Makes the dropout masks of one step.
    private func makeMasks(step: Int) -> Masks {
        layerDropout.makeMasks(
            of: network.encoder.layers.dropLast(), sequences: batch.sequences, step: step, in: arena, team: team)
        return Masks(
            configuration, sequences: batch.sequences, network: network, step: step, in: arena, team: team)
    }

    /// The dropout of one step outside the encoder: the same masks forward and backward.
    private struct Masks {
        enum Stream: UInt32 { case embedding = 0, pooled = 1, layers = 2 }
        enum Place { case embedding, pooled }

        private let sequences: PackedSequences
        private let team: ThreadTeam
        private let perSequence: Dropout
        private let perRow: Dropout
        private var embedding: Matrix?
        private var pooled: Matrix?

        init(
            _ configuration: Configuration, sequences: PackedSequences, network: ClassifierNetwork, step: Int,
            in arena: Arena, team: ThreadTeam
        ) {
            self.sequences = sequences
            self.team = team
            let rate = configuration.dropout, seed = configuration.seed
            perSequence = Dropout(rate: rate, seed: seed, stream: Stream.embedding.rawValue)
            perRow = Dropout(rate: rate, kind: .plain, seed: seed, stream: Stream.pooled.rawValue)
            guard rate > 0 else { return }
            embedding = perSequence.makeMask(
                sequences, columns: network.embedding.size, step: step, in: arena, team: team)
            pooled = perRow.makeMask(
                rows: sequences.batchSize, columns: network.pooling.outputs.paddedCount, step: step, in: arena,
                team: team)
        }

        func apply(to x: Matrix, at place: Place) {
            switch place {
            case .embedding:
                if let embedding { perSequence.apply(embedding, to: x, sequences: sequences, team: team) }
            case .pooled: if let pooled { perRow.apply(pooled, to: x, team: team) }
            }
        }
    }
}
