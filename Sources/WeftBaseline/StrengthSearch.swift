#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds the C with the best accuracy on validation documents, each fit going on from the last.
///
/// The way through smaller C costs about as much as one fit of the best C from nothing, so trying them is almost free: 93
/// steps for all five trials and the model on 20 Newsgroups, 105 for C = 100 alone.
struct StrengthSearch {
    private let path: RegressionPath
    /// The values tried, ascending.
    private(set) var trials: [Baseline.Report.Trial] = []
    /// How the last fit ended.
    private(set) var fit: LogisticRegression.Fit
    private var best: (strength: Double, accuracy: Double, state: RegressionPath.State)?

    /// What is good enough to compare accuracies.
    private static let looseTolerance = RegressionTolerance.relative(1e-5)
    /// How many values no better than the best end a search in one direction.
    private static let patience = 2

    init(path: RegressionPath) {
        self.path = path
        fit = LogisticRegression.Fit(
            strength: 0, iterations: 0, gradientNorm: .infinity, isConverged: false, objective: .infinity)
    }

    /// Fits one C to the full tolerance.
    mutating func fit(
        _ strength: Double, progress: (LogisticRegression.Progress) -> Bool
    ) throws(BaselineError) {
        fit = try path.solve(strength: strength, progress: progress)
    }

    /// Chooses C, and fits it to the full tolerance.
    mutating func choose(
        from strengths: [Double], rows: SparseRows, labels: [Int32],
        progress: (LogisticRegression.Progress) -> Bool
    ) throws(BaselineError) {
        let sorted = strengths.sorted()
        guard let first = sorted.first, first > 0 else {
            throw .invalidOption(name: "strengths", expected: "numbers above 0", found: "\(strengths)")
        }
        let start = sorted.indices.min { abs(log(sorted[$0])) < abs(log(sorted[$1])) } ?? 0
        try walk(Array(sorted[start...]), rows: rows, labels: labels, progress: progress)
        if let best, best.strength == sorted[start], start > 0 {
            path.restore(best.state)
            try walk(sorted[..<start].reversed(), rows: rows, labels: labels, progress: progress)
        }
        trials.sort { $0.fit.strength < $1.fit.strength }
        guard let best else { return }
        path.restore(best.state)
        try fit(best.strength, progress: progress)
    }

    /// Tries values in turn until they get no better.
    private mutating func walk(
        _ strengths: [Double], rows: SparseRows, labels: [Int32], progress: (LogisticRegression.Progress) -> Bool
    ) throws(BaselineError) {
        var worse = 0
        for strength in strengths {
            let trial = try path.solve(
                strength: strength, tolerance: Self.looseTolerance, progress: progress)
            let predictions = try path.model().predictions(rows)
            let hits = zip(predictions, labels).count { $0 == $1 }
            let accuracy = Double(hits) / Double(labels.count)
            trials.append(.init(fit: trial, validationAccuracy: accuracy))
            let isBetter = best.map { accuracy > $0.accuracy || (accuracy == $0.accuracy && strength < $0.strength) }
            if isBetter ?? true {
                best = (strength, accuracy, try path.state())
                worse = 0
            } else {
                worse += 1
                if worse == Self.patience { return }
            }
        }
    }
}
