import WeftTensors

/// Where the training of a baseline stands.
public enum BaselineProgress: Sendable, Equatable {
    /// The n-grams of a share of the documents are counted.
    case counting(Double)
    /// The regression made a step; how many it takes is not known before.
    case fitting(LogisticRegression.Progress)
}

extension Baseline {
    /// How a baseline is trained.
    public struct Options: Sendable, Equatable {
        /// How features are made.
        public var vectorizer = TFIDFVectorizer.Options()
        /// How the regression is fitted.
        public var regression = LogisticRegression.Options()
        /// C; nil to choose it on the validation documents, or 1 if there are none.
        public var strength: Double?
        /// The values of C to choose from. The search begins at the one nearest to 1 and goes up until two in a row are
        /// no better than the best, then down likewise if none above was better than the first; the smaller of equals wins.
        public var strengths: [Double] = [0.1, 0.3, 1, 3, 10, 30, 100]

        /// Creates the options' defaults.
        public init() {}
    }

    /// What a training found.
    public struct Report: Sendable, Equatable {
        /// One value of C that was tried.
        public struct Trial: Sendable, Equatable {
            /// How the fit ended, at a looser tolerance than the model's.
            public let fit: LogisticRegression.Fit
            /// The accuracy on the validation documents.
            public let validationAccuracy: Double
        }

        /// The values of C tried on validation documents, ascending; none if C was given.
        public let trials: [Trial]
        /// How the fit of the model ended.
        public let fit: LogisticRegression.Fit
        /// The number of features.
        public let featureCount: Int
    }

    /// Documents to choose C on.
    public struct Validation: Sendable {
        /// The documents.
        public let corpus: TokenCorpus
        /// Their classes.
        public let labels: [Int32]

        /// Joins documents and their classes.
        public init(corpus: TokenCorpus, labels: [Int32]) {
            self.corpus = corpus
            self.labels = labels
        }
    }

    /// Trains a baseline. The result is the same to the bit for any number of threads.
    ///
    /// C is the one with the best accuracy on the validation documents (see `Options.strengths`). Features, their
    /// frequencies and the weights come from the training documents alone, as in the network it is compared with, which
    /// does not learn from validation documents either.
    ///
    /// - Parameters:
    ///   - labels: One in `0..<classCount` for each document.
    ///   - progress: Called now and then while n-grams are counted and after each step of the regression; false ends the
    ///     training with `BaselineError.interrupted`.
    /// - Throws: `BaselineError` for labels that do not fit, one class, options that make no sense, or too little memory
    ///   (``BaselinePlan`` tells before), and when `progress` says so.
    public static func train(
        _ corpus: TokenCorpus, labels: [Int32], classCount: Int, validation: Validation? = nil,
        options: Options = Options(), threads: Int = 1,
        progress: (BaselineProgress) -> Bool = { _ in true }
    ) throws(BaselineError) -> (baseline: Baseline, report: Report) {
        let team = threads > 1 ? ThreadTeam(count: threads) : nil
        return try train(
            corpus, labels: labels, classCount: classCount, validation: validation, options: options, team: team,
            progress: progress)
    }

    /// Trains a baseline on a team of threads.
    package static func train(
        _ corpus: TokenCorpus, labels: [Int32], classCount: Int, validation: Validation?, options: Options,
        team: ThreadTeam?, progress: (BaselineProgress) -> Bool
    ) throws(BaselineError) -> (baseline: Baseline, report: Report) {
        guard labels.count == corpus.count else { throw .labelCount(expected: corpus.count, found: labels.count) }
        if let validation, validation.labels.count != validation.corpus.count {
            throw .labelCount(expected: validation.corpus.count, found: validation.labels.count)
        }
        let plan = try BaselinePlan(corpus, labels: labels, classCount: classCount, options: options)
        var features = options.vectorizer
        features.maximumFeatures = plan.maximumFeatures
        let (vectorizer, rows) = try TFIDFVectorizer.fit(corpus, options: features) { progress(.counting($0)) }
        let path = try RegressionPath(
            rows, labels: labels, classCount: classCount, options: options.regression, team: team)
        var search = StrengthSearch(path: path)
        let fitting = { (step: LogisticRegression.Progress) in progress(.fitting(step)) }
        if let validation, validation.corpus.count > 0, options.strength == nil {
            let rows = vectorizer.transform(validation.corpus)
            try search.choose(from: options.strengths, rows: rows, labels: validation.labels, progress: fitting)
        } else {
            try search.fit(options.strength ?? 1, progress: fitting)
        }
        let report = Report(
            trials: search.trials, fit: search.fit, featureCount: vectorizer.featureCount)
        return (try Baseline(vectorizer: vectorizer, regression: try path.model()), report)
    }
}
