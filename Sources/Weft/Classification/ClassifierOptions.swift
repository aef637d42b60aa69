import WeftLayers
import WeftText
import WeftTraining

/// How a text classifier is made and trained. Everything that the result depends on is here; a model file keeps it.
public struct ClassifierOptions: Sendable, Equatable {
    /// How text becomes tokens.
    public var tokenizer = Tokenizer.Options.words
    /// The most tokens in the vocabulary, special ones included.
    public var vocabularySize = 30_000
    /// How often a token must occur in the training documents to be in the vocabulary.
    public var minimumCount = 1
    /// Tokens of a document that are read; the rest is left out, and counted.
    public var maximumTokens = 512
    /// Columns of the embedding.
    public var embeddingSize = 200
    /// The recurrent cell.
    public var cell = CellKind.lstm
    /// Layers of the encoder.
    public var layerCount = 1
    /// Units of each layer and direction.
    public var hiddenSize = 128
    /// Whether the encoder reads in both directions.
    public var isBidirectional = true
    /// How the states of all tokens become one vector.
    public var pooling = PoolingKind.attention
    /// Units of the attention's projection.
    public var attentionSize = 64
    /// Dropout on embeddings, between layers and on the pooled vector.
    public var dropout: Float = 0.5
    /// The share of tokens that training replaces by the unknown token.
    public var tokenDropout: Float = 0.05
    /// The share of the target that is spread evenly over all classes.
    public var smoothing: Float = 0.05
    /// Whether rare classes weigh as much as frequent ones.
    public var balancesClasses = false
    /// Documents of a batch.
    public var batchSize = 32
    /// How the weights are learned; a validation follows each epoch.
    public var training = ClassifierOptions.defaultTraining
    /// Whether the TF-IDF baseline is trained as well.
    public var trainsBaseline = true
    /// The share of the training documents that validates when no validation documents are given.
    public var validationShare = 0.1
    /// The seed of every random choice.
    public var seed: UInt64 = 1

    /// Creates the default options.
    public init() {}

    private static var defaultTraining: TrainingOptions {
        var training = TrainingOptions()
        training.epochs = nil
        training.optimizer = OptimizerOptions(.adamW)
        training.optimizer.weightDecay = 0.01
        training.learningRate = 2e-3
        training.schedule = .linear(warmUp: 0.1)
        training.averaging = 0.998
        training.patience = 5
        return training
    }

    /// What training adds to the network; with balanced classes, each weighs by the inverse of its documents.
    func configuration(labels: [Int32], classCount: Int) -> ClassifierTraining.Configuration {
        var configuration = ClassifierTraining.Configuration()
        configuration.dropout = dropout
        configuration.tokenDropout = tokenDropout
        configuration.smoothing = smoothing
        configuration.maximumTokens = maximumTokens
        configuration.recomputesGates = training.recomputesGates
        configuration.seed = seed
        if balancesClasses {
            var counts = Array(repeating: 0, count: classCount)
            for label in labels { counts[Int(label)] += 1 }
            configuration.classWeights = counts.map { Float(labels.count) / Float(classCount * max(1, $0)) }
        }
        return configuration
    }

    func network(vocabularySize: Int, classCount: Int) -> ClassifierNetwork {
        ClassifierNetwork(
            .init(
                vocabularySize: vocabularySize, embeddingSize: embeddingSize,
                encoder: .init(
                    cell: cell, hiddenSize: hiddenSize, layerCount: layerCount, isBidirectional: isBidirectional),
                pooling: pooling, attentionSize: attentionSize, classCount: classCount))
    }
}
