import Weft
import WeftLayers
import WeftTensors
import WeftText
import WeftTraining

/// A whole language model on random tokens: a training step with clipping and Adam, or generation at batch 1.
struct LanguageModelBenchmark {
    let vocabularySize: Int
    let embeddingSize: Int
    let hiddenSize: Int
    let layerCount: Int
    let threads: Int
    let repeats: Int

    /// Times a training step on `batch` streams of `window` tokens; the state goes on from step to step.
    func measureTraining(batch: Int, window: Int) throws -> Measurement {
        let team = ThreadTeam(count: threads)
        let network = network
        var generator = Generator(seed: 1)
        let tokens = (0...batch * window * 8).map { _ in Int32(4 + generator.below(vocabularySize - 4)) }
        let streams = TokenStreams(tokens: tokens, count: batch, window: window)
        let training = try LanguageModelTraining(network, streams: streams, dropout: 0, seed: 1, team: team)
        training.values.initialize(seed: 1, cell: .lstm, hiddenSize: hiddenSize)
        training.prepare()
        let optimizer = try Optimizer(OptimizerOptions(.adam), layout: network.layout)
        let clipping = GradientClipping()
        var step = 0
        return Measurement(repeats: repeats) {
            _ = training.lossAndGradients(window: step % streams.windowCount, step: step)
            let sparse = training.sparseGradients
            let norm = clipping.norm(training.gradients, sparse: sparse, team: team)
            optimizer.step(
                values: training.values, gradients: training.gradients, sparse: sparse, rate: 1e-3,
                gradientScale: GradientClipping.scale(norm: norm, limit: 1), team: team)
            training.prepare()
            step += 1
        }
    }

    /// Times a generated character: a step of the network, and a draw from its softmax.
    func measureGeneration() throws -> Measurement {
        let team = ThreadTeam(count: threads)
        let network = network
        let values = try ParameterBuffer(network.layout)
        values.initialize(seed: 1, cell: .lstm, hiddenSize: hiddenSize)
        var options = LanguageModelOptions()
        options.embeddingSize = embeddingSize
        options.hiddenSize = hiddenSize
        options.layerCount = layerCount
        let specials = Vocabulary.Special.allCases.count
        let vocabulary = try Vocabulary(tokens: (specials..<vocabularySize).map { (text: "\($0)", count: 1) })
        let model = try LanguageModel(
            options: options, vocabulary: vocabulary,
            weights: LanguageModelWeights(network, values: values, team: team), report: nil, threads: threads)
        var session = try model.makeSession()
        var sampler = Sampler(.init(temperature: 1))
        return try Measurement(repeats: repeats) { _ = try session.next(&sampler) }
    }

    private var network: LanguageModelNetwork {
        LanguageModelNetwork(
            .init(
                vocabularySize: vocabularySize, embeddingSize: embeddingSize,
                encoder: .init(hiddenSize: hiddenSize, layerCount: layerCount)))
    }
}
