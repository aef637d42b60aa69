#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// McNemar's exact test of whether two classifiers that were given the same documents differ (McNemar 1947).
///
/// Only the documents that exactly one of them gets right tell anything. If the two are equally good, the number that
/// the first gets right is binomial with probability ½; the p-value is that of the two-sided exact test.
public struct McNemarTest: Sendable, Equatable {
    /// Documents that only the first classifier gets right.
    public let firstOnly: Int
    /// Documents that only the second classifier gets right.
    public let secondOnly: Int

    /// Makes the test from the two counts.
    public init(firstOnly: Int, secondOnly: Int) {
        precondition(firstOnly >= 0 && secondOnly >= 0, "counts \(firstOnly), \(secondOnly)")
        self.firstOnly = firstOnly
        self.secondOnly = secondOnly
    }

    /// Counts the documents that one of two classifiers gets right alone.
    ///
    /// - Throws: `BaselineError.labelCount` if there are not as many predictions as labels.
    public init<Label: BinaryInteger>(
        truth: some Collection<Label>, first: some Collection<Label>, second: some Collection<Label>
    ) throws(BaselineError) {
        for predictions in [first.count, second.count] where predictions != truth.count {
            throw .labelCount(expected: truth.count, found: predictions)
        }
        var counts = (first: 0, second: 0)
        for (label, found) in zip(truth, zip(first, second)) {
            if found.0 == label, found.1 != label { counts.first += 1 }
            if found.0 != label, found.1 == label { counts.second += 1 }
        }
        self.init(firstOnly: counts.first, secondOnly: counts.second)
    }

    /// The probability of a difference at least this large between equally good classifiers; 1 without any.
    ///
    /// - Complexity: O(√n) for n documents, because terms below the last bit are not summed.
    public var pValue: Double {
        let count = firstOnly + secondOnly
        let smaller = min(firstOnly, secondOnly)
        guard 2 * smaller < count else { return 1 }
        var term = Binomial.halfProbability(smaller, of: count)
        var sum = term
        var successes = smaller
        while successes > 0, term > sum * 1e-18 {
            term *= Double(successes) / Double(count - successes + 1)
            sum += term
            successes -= 1
        }
        return min(1, 2 * sum)
    }
}

/// The binomial distribution of probability ½.
enum Binomial {
    /// The probability of `successes` in `count` trials, to about 1e-14 for any count.
    ///
    /// The factorials' large logarithms would cancel and lose digits, so they are taken apart first, as in Loader 2000,
    /// "Fast and accurate computation of binomial probabilities", equations 4 and 5.
    static func halfProbability(_ successes: Int, of count: Int) -> Double {
        if successes == 0 || successes == count { return exp2(-Double(count)) }
        let (n, k) = (Double(count), Double(successes))
        let rest = n - k
        let correction = stirlingError(n) - stirlingError(k) - stirlingError(rest)
        let deviance = self.deviance(k, n / 2) + self.deviance(rest, n / 2)
        return exp(correction - deviance) * (n / (2 * Double.pi * k * rest)).squareRoot()
    }

    /// `ln n! − ln(√(2πn) (n/e)ⁿ)` for a whole number above 0.
    private static func stirlingError(_ n: Double) -> Double {
        if n <= 16 {
            let factorial = stride(from: 2.0, through: n, by: 1).reduce(1, *)
            return log(factorial) - (n + 0.5) * log(n) + n - 0.5 * log(2 * Double.pi)
        }
        let square = n * n
        let tail = 1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360_360 / square) / square) / square
        return (1.0 / 12 - (1.0 / 360 - tail / square) / square) / n
    }

    /// `x ln(x/m) + m − x`, without cancellation where x is near m.
    private static func deviance(_ x: Double, _ m: Double) -> Double {
        guard abs(x - m) < 0.1 * (x + m) else { return x * log(x / m) + m - x }
        let ratio = (x - m) / (x + m)
        var sum = (x - m) * ratio
        var power = 2 * x * ratio
        for index in 1..<1000 {
            power *= ratio * ratio
            let next = sum + power / Double(2 * index + 1)
            if next == sum { break }
            sum = next
        }
        return sum
    }
}
