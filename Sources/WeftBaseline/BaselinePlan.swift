import WeftTensors

/// What the training of a baseline takes of memory, known before it begins.
///
/// With D documents, L lanes (classes; 1 for two) and F features, the vectors of the regression take at least
/// `4 · L · min(25 · D, 10 · F + 7 · D)` bytes, more where there is room to remember more steps, and the finished
/// weights `8 · L · F`. Each has to fit `LogisticRegression.Options.memoryLimit`: where all features would be too many,
/// the most frequent ones that fit are kept. Beside it n-grams take 16 bytes for each token and length, and 60 for each
/// distinct token.
public struct BaselinePlan: Sendable, Equatable {
    /// Fewer features than this are no rival worth the name.
    private static let fewestFeatures = 1000.0

    /// How many features are kept at most; nil for all.
    public let maximumFeatures: Int?
    /// Bytes that the training takes.
    public let neededBytes: Int

    /// Plans a training on these documents.
    ///
    /// - Throws: What keeps a baseline from being trained: labels that do not fit, one class, too little memory.
    public init(
        _ corpus: TokenCorpus, labels: [Int32], classCount: Int, options: Baseline.Options = .init()
    ) throws(BaselineError) {
        try options.vectorizer.validate()
        try TFIDFVectorizer.checkNumbers(of: corpus, options: options.vectorizer)
        let seen = try SeenClasses(labels, documents: corpus.count, classCount: classCount)
        let sizes = Sizes(
            documents: Double(corpus.count), lanes: Double(PanelLayout(classCount: seen.laneCount).laneCount))
        let limit = Double(options.regression.memoryLimit)
        let grams = Double(corpus.tokenCount) * Double(options.vectorizer.maximumLength)
        let wanted = min(options.vectorizer.maximumFeatures.map(Double.init) ?? .infinity, grams)
        let fitting = sizes.features(within: limit)
        guard fitting >= min(Self.fewestFeatures, wanted) else {
            throw .memory(
                neededBytes: Self.whole(sizes.bytes(features: min(Self.fewestFeatures, wanted))),
                limitBytes: options.regression.memoryLimit)
        }
        let counting = 16 * grams + 60 * Double(corpus.terms.count)
        neededBytes = Self.whole(counting + sizes.bytes(features: min(fitting, wanted)))
        guard neededBytes <= SystemMemory.limit else {
            throw .memory(neededBytes: neededBytes, limitBytes: SystemMemory.limit)
        }
        maximumFeatures = fitting < wanted ? Int(fitting) : options.vectorizer.maximumFeatures
    }

    private static func whole(_ bytes: Double) -> Int { Int(min(bytes, 0x1p62)) }

    /// In floating point, which no product overflows.
    private struct Sizes {
        let documents: Double, lanes: Double

        /// Bytes that a number of features takes.
        func bytes(features: Double) -> Double {
            4 * lanes * min(25 * documents, 10 * features + 7 * documents) + 8 * lanes * features
        }

        /// The features that fit a bound.
        func features(within limit: Double) -> Double {
            let weights = limit / (8 * lanes)
            if 100 * lanes * documents <= limit { return weights.rounded(.down) }
            return min(weights, (limit / (4 * lanes) - 7 * documents) / 10).rounded(.down)
        }
    }
}
