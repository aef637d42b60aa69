import WeftCorpora
import WeftTensors
import WeftText

/// All that a classifier's training makes of its documents before the first step.
package struct ClassifierData: Sendable {
    let tokenizer: Tokenizer
    /// The labels of the training documents, in the order of code points.
    let labels: [String]
    /// The tokens of the training documents that are known.
    let vocabulary: Vocabulary
    let trainingDocuments: [Document]
    let validationDocuments: [Document]
    let training: ClassifierCorpus
    let validation: ClassifierCorpus
    /// Depends on every token and label.
    let hash: UInt64
    private let maximumTokens: Int

    /// Splits, builds the vocabulary, and encodes.
    init(
        _ documents: [Document], validation given: [Document], options: ClassifierOptions, team: ThreadTeam
    ) throws {
        labels = try ClassifierData.labels(of: documents)
        tokenizer = try Tokenizer(options.tokenizer)
        maximumTokens = options.maximumTokens
        if given.isEmpty {
            let split = Split(
                labels: documents.map { $0.label ?? "" }, fraction: options.validationShare, seed: options.seed)
            trainingDocuments = split.training.map { documents[$0] }
            validationDocuments = split.validation.map { documents[$0] }
        } else {
            trainingDocuments = documents
            validationDocuments = given
        }
        vocabulary = try ClassifierCorpus.vocabulary(
            trainingDocuments, tokenizer: tokenizer, minimumCount: options.minimumCount,
            maximumSize: options.vocabularySize)
        training = try ClassifierCorpus(
            trainingDocuments, labels: labels, vocabulary: vocabulary, tokenizer: tokenizer,
            maximumTokens: maximumTokens, team: team)
        validation = try ClassifierCorpus(
            validationDocuments, labels: labels, vocabulary: vocabulary, tokenizer: tokenizer,
            maximumTokens: maximumTokens, team: team)
        var hash = DataHash()
        for document in training.documents + validation.documents {
            hash.add(document.tokens)
            hash.add(document.label)
        }
        self.hash = hash.value
    }

    /// Encodes other documents, whose labels must be known.
    func corpus(_ documents: [Document], team: ThreadTeam) throws -> ClassifierCorpus {
        try ClassifierCorpus(
            documents, labels: labels, vocabulary: vocabulary, tokenizer: tokenizer, maximumTokens: maximumTokens,
            team: team)
    }

    /// The class ids of documents with known labels.
    func classes(of documents: [Document]) -> [Int32] {
        let ids = Dictionary(zip(labels, labels.indices.map(Int32.init))) { first, _ in first }
        return documents.map { $0.label.flatMap { ids[$0] } ?? 0 }
    }

    /// The distinct labels by code points; a classifier needs two.
    private static func labels(of documents: [Document]) throws -> [String] {
        let labels = Set(documents.compactMap(\.label)).sorted {
            $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
        }
        guard labels.count > 1 else {
            throw ModelError.unusableData(
                expected: "documents of at least two labels",
                found: labels.isEmpty ? "no labels" : "only the label \"\(labels[0])\" in \(documents.count) documents")
        }
        return labels
    }
}
