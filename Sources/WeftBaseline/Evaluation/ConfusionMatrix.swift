/// How often each class was taken for each other.
///
/// Only the pairs that occur are kept, so that thousands of classes take no more memory than their documents.
public struct ConfusionMatrix: Sendable, Equatable {
    /// The number of classes.
    public let classCount: Int
    /// Documents of each class, and documents predicted as each.
    private let support: [Int], predicted: [Int]
    /// How often each pair of truth and prediction occurs that does.
    private let pairs: [Pair: Int]

    private struct Pair: Hashable {
        let truth: Int32, prediction: Int32
    }

    /// Counts pairs of truth and prediction.
    ///
    /// - Throws: `BaselineError.labelCount` if the two differ in length, `.labelOutOfRange` for a number that is no class.
    public init(
        truth: some Collection<some BinaryInteger>, predictions: some Collection<some BinaryInteger>, classCount: Int
    ) throws(BaselineError) {
        guard truth.count == predictions.count else {
            throw .labelCount(expected: truth.count, found: predictions.count)
        }
        var support = [Int](repeating: 0, count: classCount), predicted = support
        var pairs: [Pair: Int] = [:]
        for (document, pair) in zip(truth, predictions).enumerated() {
            let (expected, found) = (Int(pair.0), Int(pair.1))
            for label in [expected, found] where label < 0 || label >= classCount {
                throw .labelOutOfRange(document: document, label: label, classCount: classCount)
            }
            support[expected] += 1
            predicted[found] += 1
            pairs[Pair(truth: Int32(expected), prediction: Int32(found)), default: 0] += 1
        }
        self.classCount = classCount
        self.support = support
        self.predicted = predicted
        self.pairs = pairs
    }

    /// How often a class was predicted as another.
    public subscript(truth: Int, prediction: Int) -> Int {
        pairs[Pair(truth: Int32(truth), prediction: Int32(prediction))] ?? 0
    }

    /// The number of documents.
    public var total: Int { support.reduce(0, +) }

    /// The part of the documents predicted right, 0 without documents.
    public var accuracy: Double {
        let total = total
        guard total > 0 else { return 0 }
        return Double((0..<classCount).reduce(0) { $0 + self[$1, $1] }) / Double(total)
    }

    /// The scores of one class. A ratio without cases counts as 0, as in scikit-learn.
    public func scores(of label: Int) -> ClassScores {
        let hits = self[label, label], support = support[label], predicted = predicted[label]
        let ratio = { (part: Int, whole: Int) in whole > 0 ? Double(part) / Double(whole) : 0 }
        return ClassScores(
            precision: ratio(hits, predicted), recall: ratio(hits, support),
            f1: ratio(2 * hits, support + predicted), support: support, predicted: predicted)
    }

    /// The mean F1 of the classes that occur in the truth or in the predictions: scikit-learn's `f1_score(average="macro")`.
    ///
    /// Classes that occur in neither are left out; 0 without documents.
    public var macroF1: Double {
        let scores = (0..<classCount).map { self.scores(of: $0) }.filter { $0.support + $0.predicted > 0 }
        guard !scores.isEmpty else { return 0 }
        return scores.reduce(0) { $0 + $1.f1 } / Double(scores.count)
    }
}

/// How well one class is found.
public struct ClassScores: Sendable, Equatable {
    /// The part of the documents predicted as the class that are of it.
    public let precision: Double
    /// The part of the documents of the class that are predicted as it.
    public let recall: Double
    /// The harmonic mean of precision and recall.
    public let f1: Double
    /// The number of documents of the class.
    public let support: Int
    /// The number of documents predicted as the class.
    public let predicted: Int
}
