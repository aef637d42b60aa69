import Weft
import WeftLayers
import WeftTensors

/// A language model on random tokens: training steps, or one token after the other.
struct LanguageModelBenchmark {
    let configuration: LanguageModelNetwork.Configuration
    let threads: Int
    let repeats: Int

    /// A step of truncated back-propagation with clipping and Adam over `batch` streams of `window` tokens.
    func measureTraining(batch: Int, window: Int, recomputesGates: Bool) throws -> Measurement {
        let team = ThreadTeam(count: threads)
        let network = LanguageModelNetwork(configuration)
        let options = PassOptions(hasDropout: false, keepsGates: !recomputesGates)
        // Tokens, and where they lie in their window.
        try SystemMemory.check(floats: 8 * Double(batch) * Double(window))
        let activations = network.trainingFloats(tokens: batch * window, batchSize: batch, options, team: team)
        // Values, gradients and two moments.
        try SystemMemory.check(floats: 4 * parameters(network) + Double(activations))
        let streams = TokenStreams(tokens: randomTokens(batch * window + 1), count: batch, window: window)
        let training = try LanguageModelTraining(
            network, streams: streams, dropout: 0, recomputesGates: recomputesGates, seed: 1, team: team)
        let step = try MeasuredStep(training, team: team)
        return try Measurement(repeats: repeats) { try step([0]) }
    }

    /// `length` tokens drawn one after the other, each read before the next is drawn.
    func measureGeneration(length: Int, precision: WeightPrecision) throws -> Measurement {
        let team = ThreadTeam(count: threads)
        let network = LanguageModelNetwork(configuration)
        try SystemMemory.check(floats: 2 * parameters(network))
        let values = try ParameterBuffer(network.layout)
        values.initialize(seed: 1)
        let kept = precision == .float32 ? values : try values.rounded(to: precision)
        let weights = try LanguageModelWeights(network, values: kept, team: team)
        let reader = try LanguageModelReader(weights, team: team)
        var sampler = Sampler(Sampler.Options())
        var logits = Array(repeating: Float(0), count: configuration.vocabularySize)
        var token: Int32 = 4
        return try Measurement(repeats: repeats) {
            for _ in 0..<length {
                try reader.read([token], lengths: [1], lastOnly: true) { output, _ in
                    for index in logits.indices { logits[index] = output[0, index] }
                }
                token = sampler.draw(logits)
            }
        }
    }

    private func parameters(_ network: LanguageModelNetwork) -> Double {
        Double(network.layout.denseCount) + Double(network.layout.tableCount)
    }

    private func randomTokens(_ count: Int) -> [Int32] {
        var generator = Generator(seed: 1)
        return (0..<count).map { _ in Int32(4 + generator.below(configuration.vocabularySize - 4)) }
    }
}
