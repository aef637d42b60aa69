import Weft
import WeftLayers
import WeftTensors
import WeftTraining

/// A language model on random tokens: training steps, or one token after the other.
struct LanguageModelBenchmark {
    let configuration: LanguageModelNetwork.Configuration
    let threads: Int
    let repeats: Int

    /// A step of truncated back-propagation with clipping and Adam over `batch` streams of `window` tokens.
    func measureTraining(batch: Int, window: Int) throws -> Measurement {
        let team = ThreadTeam(count: threads)
        let network = LanguageModelNetwork(configuration)
        let streams = TokenStreams(tokens: randomTokens(batch * window + 1), count: batch, window: window)
        let training = try LanguageModelTraining(network, streams: streams, dropout: 0, seed: 1, team: team)
        initialize(training.values)
        training.prepare()
        let optimizer = try Optimizer(OptimizerOptions(.adam), layout: network.layout)
        let clipping = GradientClipping()
        return Measurement(repeats: repeats) {
            _ = training.lossAndGradients(window: 0, step: 0)
            let norm = clipping.norm(training.gradients, sparse: training.sparseGradients, team: team)
            optimizer.step(
                values: training.values, gradients: training.gradients, sparse: training.sparseGradients, rate: 1e-3,
                gradientScale: GradientClipping.scale(norm: norm, limit: 1), team: team)
            training.prepare()
        }
    }

    /// `length` tokens drawn one after the other, each read before the next is drawn.
    func measureGeneration(length: Int, precision: WeightPrecision) throws -> Measurement {
        let team = ThreadTeam(count: threads)
        let network = LanguageModelNetwork(configuration)
        let values = try ParameterBuffer(network.layout)
        initialize(values)
        let weights = try LanguageModelWeights(network, values: values, precision: precision, team: team)
        let reader = try LanguageModelReader(weights, team: team)
        var sampler = Sampler(Sampler.Options())
        var logits = Array(repeating: Float(0), count: configuration.vocabularySize)
        var token: Int32 = 4
        return Measurement(repeats: repeats) {
            for _ in 0..<length {
                reader.read([token], lengths: [1], lastOnly: true) { output, _ in
                    for index in logits.indices { logits[index] = output[0, index] }
                }
                token = sampler.draw(logits)
            }
        }
    }

    private func initialize(_ values: ParameterBuffer) {
        values.initialize(
            seed: 1, cell: configuration.encoder.cell, hiddenSize: configuration.encoder.hiddenSize)
    }

    private func randomTokens(_ count: Int) -> [Int32] {
        var generator = Generator(seed: 1)
        return (0..<count).map { _ in Int32(4 + generator.below(configuration.vocabularySize - 4)) }
    }
}
