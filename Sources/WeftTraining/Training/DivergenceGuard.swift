/// Decides what to do about batches whose loss or gradient is not finite. Such a batch never reaches the weights.
///
/// One bad batch is skipped. A second one soon after means that the weights themselves have gone bad: training goes back
/// to the last good ones, with half the rate; and after a stated number of times it gives up.
package struct DivergenceGuard: Sendable, Equatable {
    /// What to do about a bad batch.
    package enum Verdict: Sendable {
        case skip, goBack, giveUp
    }

    /// Steps within which a second bad batch is a sign of bad weights.
    private static let memory = 50

    /// The step of the last bad batch that was skipped.
    package var lastSkip: Int?
    /// Times the rate was halved.
    package var reductions = 0
    /// Bad batches met.
    package var badBatches = 0

    package init() {}

    /// The factor on the learning rate.
    package var factor: Double { 1 / Double(sign: .plus, exponent: reductions, significand: 1) }

    package mutating func record(step: Int, limit: Int) -> Verdict {
        badBatches += 1
        guard let last = lastSkip, step - last <= DivergenceGuard.memory else {
            lastSkip = step
            return .skip
        }
        lastSkip = nil
        guard reductions < limit else { return .giveUp }
        reductions += 1
        return .goBack
    }
}
