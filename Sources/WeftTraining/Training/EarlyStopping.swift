/// Watches the scores of validations: which is the best, and whether it is time to stop.
package struct EarlyStopping: Sendable, Equatable {
    /// The best score; nil before the first validation. Higher is better.
    package var best: Double?
    /// Steps of training when it was reached.
    package var bestStep = 0
    /// Validations since.
    package var worse = 0

    package init() {}

    /// Takes notice of a score and says whether it is the best. A NaN is never.
    package mutating func record(_ score: Double, step: Int) -> Bool {
        guard score > best ?? -.infinity else {
            worse += 1
            return false
        }
        best = score
        bestStep = step
        worse = 0
        return true
    }

    /// Whether as many validations as `patience` brought nothing better.
    package func isExhausted(patience: Int?) -> Bool { patience.map { worse >= max(1, $0) } ?? false }
}
