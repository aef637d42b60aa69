import WeftLayers
import WeftTensors

/// The layers of a language model: embedding → encoder → linear → softmax over the next token.
package struct LanguageModelNetwork: SequenceNetwork {
    /// The sizes of a language model.
    package struct Configuration: Sendable, Equatable {
        package var vocabularySize: Int
        package var embeddingSize: Int
        package var encoder: Encoder.Configuration

        package init(vocabularySize: Int, embeddingSize: Int, encoder: Encoder.Configuration) {
            precondition(!encoder.isBidirectional, "a language model reads forward only")
            self.vocabularySize = vocabularySize
            self.embeddingSize = embeddingSize
            self.encoder = encoder
        }
    }

    package let configuration: Configuration
    package let layout: ParameterLayout
    package let embedding: Embedding
    package let encoder: Encoder
    package let output: Linear

    package init(_ configuration: Configuration) {
        var layout = ParameterLayout()
        embedding = Embedding(
            vocabularySize: configuration.vocabularySize, size: configuration.embeddingSize, padding: 0, in: &layout)
        encoder = Encoder(configuration.encoder, inputs: embedding.outputs, in: &layout)
        layout.group = "output"
        output = Linear("output", inputs: encoder.outputs, outputs: configuration.vocabularySize, in: &layout)
        self.layout = layout
        self.configuration = configuration
    }

    /// The weights in the forms that training needs, remade after each change.
    package struct Prepared: PreparedNetwork {
        package let encoder: EncoderWeights
        let output: Linear.Prepared
    }

    package func makePrepared(_ values: ParameterBuffer, in arena: Arena) -> Prepared {
        Prepared(
            encoder: encoder.makeWeights(values, training: true, in: arena), output: output.makePrepared(in: arena))
    }

    package func prepare(_ values: ParameterBuffer, into prepared: Prepared, team: ThreadTeam) {
        prepared.encoder.prepare(team: team)
        output.prepare(values, into: prepared.output, team: team)
    }
}
