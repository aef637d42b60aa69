import WeftTensors

/// The rival that every classifier is trained beside: logistic regression over TF-IDF n-grams.
///
/// ```swift
/// var corpus = TokenCorpus()
/// for document in documents { corpus.append(document: document.tokens) }
/// let (baseline, report) = try Baseline.train(corpus, labels: labels, classCount: 6)
/// let probabilities = baseline.probabilities(corpus)
/// ```
public struct Baseline: Sendable, Equatable {
    /// Makes the features.
    public let vectorizer: TFIDFVectorizer
    /// Weighs them.
    public let regression: LogisticRegression

    /// Joins the two.
    ///
    /// - Throws: `BaselineError.damaged` if their numbers of features differ.
    public init(vectorizer: TFIDFVectorizer, regression: LogisticRegression) throws(BaselineError) {
        guard regression.featureRows.count == vectorizer.featureCount else {
            throw .damaged(
                part: "feature rows", expected: "\(vectorizer.featureCount)", found: "\(regression.featureRows.count)")
        }
        self.vectorizer = vectorizer
        self.regression = regression
    }

    /// The number of classes of the labels.
    public var classCount: Int { regression.classCount }

    /// The number of numbers the model learned: features' frequencies, weights and biases.
    public var parameterCount: Int {
        vectorizer.featureCount + regression.weights.count + regression.biases.count
    }

    /// An empty corpus that cuts tokens as the baseline needs them.
    public func makeCorpus() -> TokenCorpus { TokenCorpus(splitting: vectorizer.splitting) }

    /// The probability of each class for each document; [documents][classes], each summing to 1.
    public func probabilities(_ corpus: TokenCorpus) -> [[Double]] {
        regression.probabilities(vectorizer.transform(corpus))
    }

    /// The likeliest class of each document.
    public func predictions(_ corpus: TokenCorpus) -> [Int32] {
        regression.predictions(vectorizer.transform(corpus))
    }
}
