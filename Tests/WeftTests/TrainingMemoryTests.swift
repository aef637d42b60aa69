import TestSupport
import Testing
import Weft
import WeftLayers
import WeftTensors

/// The formula of a training's memory against what its arena was asked for.
@Suite struct TrainingMemoryTests {
    private func expectClose(_ found: Int, _ measured: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            abs(Double(found) / Double(measured) - 1) < 0.03, "\(found) bytes by the formula, \(measured) measured",
            sourceLocation: sourceLocation)
    }

    struct Shape: Sendable, CustomTestStringConvertible {
        var encoder: Encoder.Configuration
        var lengths: [Int]
        var pooling = PoolingKind.attention
        var dropout: Float = 0.5
        var threads = 2

        var testDescription: String {
            "\(encoder.cell) \(encoder.layerCount)×\(encoder.hiddenSize), \(lengths.count) documents, \(pooling)"
        }
    }

    private static let shapes = [
        Shape(
            encoder: .init(hiddenSize: 64, layerCount: 1, isBidirectional: true),
            lengths: Array(repeating: 80, count: 16)),
        Shape(
            encoder: .init(hiddenSize: 128, layerCount: 2, isBidirectional: true),
            lengths: (0..<32).map { 40 + $0 * 11 % 90 }, threads: 3),
        Shape(
            encoder: .init(cell: .gru, hiddenSize: 100, layerCount: 3), lengths: (0..<20).map { 1 + $0 * 17 },
            pooling: .max, dropout: 0, threads: 1),
        Shape(
            encoder: .init(cell: .elman, hiddenSize: 48, layerCount: 2, isBidirectional: true),
            lengths: Array(repeating: 200, count: 8), pooling: .mean, threads: 8),
        Shape(encoder: .init(hiddenSize: 256, layerCount: 2), lengths: [7, 5, 2, 1], pooling: .last),
        Shape(
            encoder: .init(cell: .mgu, hiddenSize: 128, layerCount: 2, isBidirectional: true),
            lengths: (0..<32).map { 40 + $0 * 11 % 90 }, threads: 3),
        Shape(
            encoder: .init(cell: .mgu, hiddenSize: 100, layerCount: 3), lengths: (0..<20).map { 1 + $0 * 17 },
            pooling: .max, dropout: 0, threads: 1),
    ]

    @Test(arguments: shapes, [false, true])
    func aBatchOfAClassifierTakesWhatTheFormulaSays(shape: Shape, recomputesGates: Bool) throws {
        let network = ClassifierNetwork(
            .init(
                vocabularySize: 500, embeddingSize: 90, encoder: shape.encoder, pooling: shape.pooling,
                attentionSize: 64, classCount: 5))
        let documents = shape.lengths.map { length in
            EncodedDocument(tokens: (0..<length).map { Int32(4 + $0 % 400) }, label: Int32(length % 5))
        }
        var configuration = ClassifierTraining.Configuration()
        configuration.dropout = shape.dropout
        configuration.recomputesGates = recomputesGates
        let training = try ClassifierTraining(
            network, documents: documents, configuration: configuration, team: ThreadTeam(count: shape.threads))
        training.values.initialize(seed: 1)
        training.prepare()
        _ = training.lossAndGradients(Array(documents.indices), step: 0)
        let expected = network.trainingFloats(
            PackedSequences(lengths: shape.lengths), training.passOptions, team: ThreadTeam(count: shape.threads))
        expectClose(4 * expected, training.peakWorkspaceBytes)
    }

    @Test(arguments: [(96, Float(0.2)), (40_000, 0)], [false, true])
    func aWindowOfALanguageModelTakesWhatTheFormulaSays(
        _ model: (vocabulary: Int, dropout: Float), recomputesGates: Bool
    ) throws {
        let network = LanguageModelNetwork(
            .init(vocabularySize: model.vocabulary, embeddingSize: 60, encoder: .init(hiddenSize: 96, layerCount: 2)))
        let streams = TokenStreams(tokens: (0..<3000).map { Int32(4 + $0 * 7 % 90) }, count: 24, window: 64)
        let training = try LanguageModelTraining(
            network, streams: streams, dropout: model.dropout, recomputesGates: recomputesGates, seed: 1,
            team: ThreadTeam(count: 2))
        training.values.initialize(seed: 1)
        training.prepare()
        _ = training.lossAndGradients(window: 0, step: 0)
        let expected = network.trainingFloats(
            tokens: 24 * 64, batchSize: streams.count, training.passOptions, team: ThreadTeam(count: 2))
        expectClose(4 * expected, training.peakWorkspaceBytes)
    }

    /// What the option is for: a long batch of two bidirectional layers takes about half.
    @Test func recomputationHalvesTheActivations() throws {
        var bytes: [Bool: Int] = [:]
        for recomputesGates in [false, true] {
            var options = ClassifierOptions()
            options.hiddenSize = 64
            options.layerCount = 2
            options.embeddingSize = 40
            options.training.recomputesGates = recomputesGates
            let documents = (0..<64).map { index in
                Document(text: String(repeating: "word\(index) ", count: 200), label: "\(index % 2)")
            }
            let trainer = try ClassifierTrainer(documents, options: options)
            let memory = trainer.memory
            bytes[recomputesGates] = memory.activations
            #expect(memory.total == memory.weights + memory.gradients + memory.activations)
            // Weights, the best of them, two moments, the average; and the gradients of the 64 words met.
            let parameters = trainer.parameterCount
            #expect(memory.weights >= 4 * 5 * parameters && memory.weights < 4 * 6 * parameters)
            #expect(memory.gradients >= 4 * parameters && memory.gradients < 4 * 2 * parameters)
        }
        #expect(try #require(bytes[true]) * 9 < #require(bytes[false]) * 5)
    }
}
