/// What a training tells while it runs.
public enum TrainingEvent: Sendable {
    /// A step is done; the training's state may be saved now.
    case step(TrainingStep)
    /// A batch whose loss or gradient is not finite was left out.
    case skipped(step: Int, epoch: Int, batch: Int)
    /// Training went back to the last good weights, with a lower rate.
    case wentBack(step: Int, rate: Double)
    /// A validation; higher scores are better. The state may be saved now.
    case validated(TrainingValidation)
}

/// One step of a training.
public struct TrainingStep: Sendable, Equatable {
    /// Steps done.
    public var step: Int
    /// The epoch that the batch belongs to, from zero.
    public var epoch: Int
    /// Share of the whole training that is done.
    public var fraction: Double
    /// The batch's mean loss.
    public var loss: Double
    /// The mean of the losses since the epoch began.
    public var meanLoss: Double
    /// The learning rate.
    public var rate: Double
    /// The norm of the gradients before clipping.
    public var gradientNorm: Double
    /// Examples of the batch.
    public var examples: Int
    /// Tokens of the batch.
    public var tokens: Int
}

/// One validation of a training.
public struct TrainingValidation: Sendable, Equatable {
    /// Steps done.
    public var step: Int
    /// Epochs done; a part of one in the middle.
    public var epoch: Double
    /// What the validation gave.
    public var score: Double
    /// Whether it is the best so far.
    public var isBest: Bool
    /// The mean training loss since the epoch began.
    public var trainingLoss: Double
}

/// How a training ended.
public struct TrainingResult: Sendable, Equatable {
    /// Why a training ended.
    public enum Reason: String, Sendable {
        /// All epochs are done.
        case completed
        /// Validation brought nothing better for a while.
        case stoppedEarly
        /// The time is up.
        case timeLimit
        /// The caller asked for it; the weights are those of the last step, not the best.
        case interrupted
    }

    /// Why it ended.
    public var reason: Reason
    /// Steps done.
    public var steps: Int
    /// Epochs begun.
    public var epochs: Int
    /// The best score of a validation.
    public var bestScore: Double?
    /// The step after which it was reached.
    public var bestStep: Int
    /// Batches left out because their loss or gradient was not finite.
    public var badBatches: Int
}
