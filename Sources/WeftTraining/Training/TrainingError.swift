/// Why a training cannot start or go on.
public enum TrainingError: Error, CustomStringConvertible, Equatable {
    /// Losses or gradients were not finite, however small the rate became.
    case diverged(step: Int, epoch: Int, batch: Int, reductions: Int, rate: Double)
    /// There is nothing to train on.
    case noBatches
    /// A saved training state holds something impossible.
    case badState(field: String, found: String)

    /// One line: what happened, where, and what to change.
    public var description: String {
        switch self {
        case .diverged(let step, let epoch, let batch, let reductions, let rate):
            "training diverged: the loss of batch \(batch + 1) of epoch \(epoch + 1) (step \(step + 1)) is not finite, "
                + "after the rate was halved \(reductions) times to \(rate); use a smaller learning rate, or clip to a smaller norm"
        case .noBatches:
            "there is no batch to train on"
        case .badState(let field, let found):
            "the training state's \"\(field)\" is not a value it can have: \(found.isEmpty ? "empty" : found)"
        }
    }
}
