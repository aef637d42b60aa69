import WeftBaseline
import WeftCorpora
import WeftTensors
import WeftText

/// All that a classifier's training makes of its documents before the first step.
package struct ClassifierData: Sendable {
    private let tokenizer: Tokenizer
    /// The labels of the training documents, in the order of code points.
    let labels: [String]
    /// The tokens of the training documents that are known.
    let vocabulary: Vocabulary
    let training: ClassifierCorpus
    let validation: ClassifierCorpus
    /// Depends on every token and label.
    let hash: UInt64
    private let maximumTokens: Int
    private let hasBaseline: Bool

    /// Splits, cuts into tokens, builds the vocabulary, and encodes.
    ///
    /// - Parameter given: Documents that choose the best weights; a share of `documents` when empty.
    package init(_ documents: [Document], validation given: [Document], options: ClassifierOptions) throws {
        labels = try ClassifierData.labels(of: documents)
        tokenizer = try Tokenizer(options.tokenizer)
        maximumTokens = options.maximumTokens
        hasBaseline = options.trainsBaseline
        var (training, validation) = (documents, given)
        if given.isEmpty {
            let split = Split(
                labels: documents.map { $0.label ?? "" }, fraction: options.validationShare, seed: options.seed)
            training = split.training.map { documents[$0] }
            validation = split.validation.map { documents[$0] }
        }
        let tokens = try TokenizedDocuments(training, tokenizer: tokenizer)
        vocabulary = tokens.vocabulary(minimumCount: options.minimumCount, maximumSize: options.vocabularySize)
        let index = LabelIndex(labels)
        self.training = try ClassifierCorpus(
            training, tokens: tokens, labels: index, vocabulary: vocabulary, maximumTokens: maximumTokens,
            hasBaseline: hasBaseline)
        self.validation = try ClassifierCorpus(
            validation, tokens: TokenizedDocuments(validation, tokenizer: tokenizer), labels: index,
            vocabulary: vocabulary, maximumTokens: maximumTokens, hasBaseline: hasBaseline)
        var hash = DataHash()
        for document in self.training.documents + self.validation.documents {
            hash.add(document.tokens)
            hash.add(document.label)
        }
        self.hash = hash.value
    }

    /// Encodes other documents, whose labels must be known.
    package func corpus(_ documents: [Document]) throws -> ClassifierCorpus {
        try ClassifierCorpus(
            documents, tokens: TokenizedDocuments(documents, tokenizer: tokenizer), labels: LabelIndex(labels),
            vocabulary: vocabulary, maximumTokens: maximumTokens, hasBaseline: hasBaseline)
    }

    /// What the baseline's training will take; nil where the options want none.
    package func planBaseline() throws(BaselineError) -> BaselinePlan? {
        guard let tokens = training.baselineTokens else { return nil }
        return try BaselinePlan(tokens, labels: training.labels, classCount: labels.count)
    }

    /// Trains the baseline on the same documents; nil where the options want none.
    package func trainBaseline(
        team: ThreadTeam, progress: (BaselineProgress) -> Bool = { _ in true }
    ) throws(BaselineError) -> Baseline? {
        guard let tokens = training.baselineTokens, let validationTokens = validation.baselineTokens else { return nil }
        return try Baseline.train(
            tokens, labels: training.labels, classCount: labels.count,
            validation: .init(corpus: validationTokens, labels: validation.labels), options: Baseline.Options(),
            team: team, progress: progress
        ).baseline
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
