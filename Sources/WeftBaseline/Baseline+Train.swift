import WeftTensors

extension Baseline {
    /// How a baseline is trained.
    public struct Options: Sendable, Equatable {
        /// How features are made.
        public var vectorizer = TFIDFVectorizer.Options()
        /// How the regression is fitted.
        public var regression = LogisticRegression.Options()
        /// C; nil to choose it on the validation documents, or 1 if there are none.
        public var strength: Double?
        /// The values of C to choose from.
        public var strengths: [Double] = [0.1, 0.3, 1, 3, 10, 30, 100]

        /// Creates the options' defaults.
        public init() {}
    }

    /// What a training found.
    public struct Report: Sendable, Equatable {
        /// One value of C that was tried.
        public struct Trial: Sendable, Equatable {
            /// How the fit ended.
            public let fit: LogisticRegression.Fit
            /// The accuracy on the validation documents, if there were any.
            public let validationAccuracy: Double?
        }

        /// All values tried, ascending.
        public let trials: [Trial]
        /// Which of them was kept.
        public let chosen: Int
        /// The number of features.
        public let featureCount: Int

        /// The C that was kept.
        public var strength: Double { trials[chosen].fit.strength }
        /// Whether the kept fit reached the tolerance.
        public var isConverged: Bool { trials[chosen].fit.isConverged }
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
    /// C is the one with the best accuracy on the validation documents, the smallest of equals. Features, their
    /// frequencies and the weights come from the training documents alone, as in the network it is compared with, which
    /// does not learn from validation documents either.
    ///
    /// - Parameters:
    ///   - labels: One in `0..<classCount` for each document.
    ///   - progress: Called after each step of the regression; false ends the fit at hand early.
    /// - Throws: `BaselineError` for labels that do not fit, one class, options that make no sense, or too little memory.
    public static func train(
        _ corpus: TokenCorpus, labels: [Int32], classCount: Int, validation: Validation? = nil,
        options: Options = Options(), threads: Int = 1,
        progress: (LogisticRegression.Progress) -> Bool = { _ in true }
    ) throws(BaselineError) -> (baseline: Baseline, report: Report) {
        let team = threads > 1 ? ThreadTeam(count: threads) : nil
        return try train(
            corpus, labels: labels, classCount: classCount, validation: validation, options: options, team: team,
            progress: progress)
    }

    /// Trains a baseline on a team of threads.
    package static func train(
        _ corpus: TokenCorpus, labels: [Int32], classCount: Int, validation: Validation?, options: Options,
        team: ThreadTeam?, progress: (LogisticRegression.Progress) -> Bool
    ) throws(BaselineError) -> (baseline: Baseline, report: Report) {
        guard labels.count == corpus.count else { throw .labelCount(expected: corpus.count, found: labels.count) }
        if let validation, validation.labels.count != validation.corpus.count {
            throw .labelCount(expected: validation.corpus.count, found: validation.labels.count)
        }
        let (vectorizer, rows) = try TFIDFVectorizer.fit(corpus, options: options.vectorizer)
        let path = try RegressionPath(
            rows, labels: labels, classCount: classCount, options: options.regression, team: team)
        let isChoosing = options.strength == nil && (validation?.corpus.count ?? 0) > 0
        let strengths = isChoosing ? options.strengths.sorted() : [options.strength ?? 1]
        guard !strengths.isEmpty else {
            throw .invalidOption(name: "strengths", expected: "at least one value of C", found: "none")
        }
        let validationRows = validation.map { vectorizer.transform($0.corpus) }
        var trials: [Report.Trial] = []
        var best: (model: LogisticRegression, trial: Int)?
        for strength in strengths {
            let fit = try path.solve(strength: strength, progress: progress)
            let model = try path.model()
            let accuracy = validation.flatMap { validation in
                validationRows.map { Self.accuracy(model.predictions($0), validation.labels) }
            }
            trials.append(Report.Trial(fit: fit, validationAccuracy: accuracy))
            let bestAccuracy = best.flatMap { trials[$0.trial].validationAccuracy } ?? -1
            if best == nil || (accuracy ?? -1) > bestAccuracy { best = (model, trials.count - 1) }
        }
        guard let best else { throw .noDocuments }
        let report = Report(trials: trials, chosen: best.trial, featureCount: vectorizer.featureCount)
        return (try Baseline(vectorizer: vectorizer, regression: best.model), report)
    }

    private static func accuracy(_ predictions: [Int32], _ labels: [Int32]) -> Double {
        guard !labels.isEmpty else { return 0 }
        return Double(zip(predictions, labels).count { $0 == $1 }) / Double(labels.count)
    }
}
