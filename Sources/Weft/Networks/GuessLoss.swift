import WeftTensors

/// The loss of guesses that look at nothing.
enum GuessLoss {
    /// The mean cross-entropy of the best guess that is the same for every target: the entropy of their distribution.
    ///
    /// - Parameters:
    ///   - weights: How much targets of each class count; nil for all alike.
    ///   - smoothing: The share of each target that is spread over all classes.
    static func ofTargets(
        _ targets: some Sequence<Int32>, classCount: Int, weights: [Float]? = nil, smoothing: Float = 0
    ) -> Double {
        var sums = [Double](repeating: 0, count: classCount)
        for target in targets { sums[Int(target)] += weights.map { Double($0[Int(target)]) } ?? 1 }
        let total = sums.reduce(0, +)
        guard total > 0 else { return 0 }
        let spread = Double(smoothing) / Double(classCount)
        return sums.reduce(0) { entropy, sum in
            let share = (1 - Double(smoothing)) * sum / total + spread
            return share > 0 ? entropy - share * share.logarithm : entropy
        }
    }
}
