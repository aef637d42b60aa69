import WeftLayers
import WeftTensors

/// The layers of a text classifier: embedding → encoder → pooling → linear → softmax. It knows nothing of text.
package struct ClassifierNetwork: SequenceNetwork {
    /// The sizes of a classifier.
    package struct Configuration: Sendable, Equatable {
        package var vocabularySize: Int
        package var embeddingSize: Int
        package var encoder: Encoder.Configuration
        package var pooling: PoolingKind
        package var attentionSize: Int
        package var classCount: Int

        package init(
            vocabularySize: Int, embeddingSize: Int, encoder: Encoder.Configuration, pooling: PoolingKind,
            attentionSize: Int, classCount: Int
        ) {
            self.vocabularySize = vocabularySize
            self.embeddingSize = embeddingSize
            self.encoder = encoder
            self.pooling = pooling
            self.attentionSize = attentionSize
            self.classCount = classCount
        }
    }

    package let configuration: Configuration
    package let layout: ParameterLayout
    package let embedding: Embedding
    package let encoder: Encoder
    package let pooling: Pooling
    package let output: Linear

    package init(_ configuration: Configuration) {
        var layout = ParameterLayout()
        embedding = Embedding(
            vocabularySize: configuration.vocabularySize, size: configuration.embeddingSize, padding: 0, in: &layout)
        encoder = Encoder(configuration.encoder, inputs: embedding.outputs, in: &layout)
        pooling = Pooling(
            configuration.pooling, states: encoder.outputs, attentionSize: configuration.attentionSize, in: &layout)
        layout.group = "output"
        output = Linear("output", inputs: pooling.outputs, outputs: configuration.classCount, in: &layout)
        self.layout = layout
        self.configuration = configuration
    }

    /// The weights in the forms that training needs, remade after each change.
    package struct Prepared: PreparedNetwork {
        package let encoder: EncoderWeights
        let pooling: Linear.Prepared?
        let output: Linear.Prepared
    }

    package func makePrepared(_ values: ParameterBuffer, in arena: Arena) -> Prepared {
        Prepared(
            encoder: encoder.makeWeights(values, training: true, in: arena), pooling: pooling.makePrepared(in: arena),
            output: output.makePrepared(in: arena))
    }

    package func prepare(_ values: ParameterBuffer, into prepared: Prepared, team: ThreadTeam) {
        prepared.encoder.prepare(team: team)
        pooling.prepare(values, into: prepared.pooling, team: team)
        output.prepare(values, into: prepared.output, team: team)
    }
}
