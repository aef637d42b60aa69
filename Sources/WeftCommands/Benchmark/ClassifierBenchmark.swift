import Weft
import WeftLayers
import WeftTensors

/// A whole classifier on random tokens: a training step with clipping and Adam, or inference.
struct ClassifierBenchmark {
    let configuration: ClassifierNetwork.Configuration
    let batchSize: Int
    let lengths: [Int]
    let isTraining: Bool
    let recomputesGates: Bool
    let threads: Int
    let repeats: Int

    struct Result {
        let measurement: Measurement
        let examples: Int
        let tokens: Int
    }

    func run() throws -> Result {
        let team = ThreadTeam(count: threads)
        let network = ClassifierNetwork(configuration)
        try checkMemory(network, team: team)
        var generator = Generator(seed: 1)
        let documents = lengths.map { length in
            EncodedDocument(
                tokens: (0..<length).map { _ in Int32(4 + generator.below(configuration.vocabularySize - 4)) },
                label: Int32(generator.below(configuration.classCount)))
        }
        let measurement =
            isTraining
            ? try measureTraining(network, documents, team: team) : try measureInference(network, documents, team: team)
        return Result(
            measurement: measurement, examples: documents.count, tokens: documents.reduce(0) { $0 + $1.tokens.count })
    }

    /// Refuses what does not fit the memory, before any of it is taken.
    private func checkMemory(_ network: ClassifierNetwork, team: ThreadTeam) throws {
        let tokens = lengths.reduce(0.0) { $0 + Double($1) }
        // Tokens, and where they lie in their batch.
        try SystemMemory.check(floats: 8 * tokens)
        let largest = PackedSequences(lengths: Array(lengths.sorted(by: >).prefix(batchSize)))
        let parameters = network.layout.denseCount + network.layout.tableCount
        guard isTraining else {
            let batch = network.inferenceFloats(largest, precision: .float32, team: team)
            return try SystemMemory.check(floats: Double(parameters) + Double(batch))
        }
        let options = PassOptions(hasDropout: true, keepsGates: !recomputesGates)
        // Values, gradients and two moments.
        try SystemMemory.check(
            floats: 4 * Double(parameters) + Double(network.trainingFloats(largest, options, team: team)))
    }

    private func measureTraining(
        _ network: ClassifierNetwork, _ documents: [EncodedDocument], team: ThreadTeam
    ) throws -> Measurement {
        var options = ClassifierTraining.Configuration()
        options.dropout = 0
        options.maximumTokens = .max
        options.recomputesGates = recomputesGates
        let training = try ClassifierTraining(network, documents: documents, configuration: options, team: team)
        let step = try MeasuredStep(training, team: team)
        let batches = self.batches(documents.count)
        return try Measurement(repeats: repeats) { for batch in batches { try step(batch) } }
    }

    private func measureInference(
        _ network: ClassifierNetwork, _ documents: [EncodedDocument], team: ThreadTeam
    ) throws -> Measurement {
        let values = try ParameterBuffer(network.layout)
        values.initialize(seed: 1)
        let session = try ClassifierSession(ClassifierWeights(network, values: values, team: team), team: team)
        // The batches as given: what is gained by sorting all documents is not this benchmark's subject.
        let batches = self.batches(documents.count).map { $0.map { documents[$0].tokens } }
        return try Measurement(repeats: repeats) {
            for batch in batches {
                _ = try session.predict(batch, maximumTokens: .max, empty: 1, batchSize: batchSize)
            }
        }
    }

    private func batches(_ count: Int) -> [[Int]] {
        stride(from: 0, to: count, by: batchSize).map { Array($0..<min($0 + batchSize, count)) }
    }
}
