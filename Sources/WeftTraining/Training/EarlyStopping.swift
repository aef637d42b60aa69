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
    ///
    /// - Parameter hasBegun: Whether the model has learned anything yet; before that, chance decides which score is the
    ///   best, and none is held against it.
    package mutating func record(_ score: Double, step: Int, hasBegun: Bool = true) -> Bool {
        guard score > best ?? -.infinity else {
            if hasBegun { worse += 1 }
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
