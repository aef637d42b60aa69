import WeftCorpora
import WeftLayers

extension ClassifierTrainer {
    /// The part of the training documents that validates when no validation documents are given.
    public static let validationShare = 0.1

    static func split(
        _ training: [Document], validation: [Document], seed: UInt64
    ) -> (training: [Document], validation: [Document]) {
        guard validation.isEmpty else { return (training, validation) }
        let split = Split(labels: training.map { $0.label ?? "" }, fraction: validationShare, seed: seed)
        return (split.training.map { training[$0] }, split.validation.map { training[$0] })
    }

    /// The distinct labels by code points; a classifier needs two.
    static func labels(of documents: [Document]) throws -> [String] {
        let labels = Set(documents.compactMap(\.label)).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
        guard labels.count > 1 else {
            throw ModelError.unusableData(
                expected: "documents of at least two labels",
                found: labels.isEmpty ? "no labels" : "only the label \"\(labels[0])\" in \(documents.count) documents")
        }
        return labels
    }

    static func configuration(
        _ options: ClassifierOptions, corpus: ClassifierCorpus, classCount: Int
    ) -> ClassifierTraining.Configuration {
        var configuration = ClassifierTraining.Configuration()
        configuration.dropout = options.dropout
        configuration.tokenDropout = options.tokenDropout
        configuration.smoothing = options.smoothing
        configuration.maximumTokens = options.maximumTokens
        configuration.seed = options.seed
        if options.balancesClasses {
            var counts = Array(repeating: 0, count: classCount)
            for document in corpus.documents { counts[Int(document.label)] += 1 }
            let total = Float(corpus.documents.count)
            configuration.classWeights = counts.map { total / (Float(classCount) * Float(max(1, $0))) }
        }
        return configuration
    }
}
