import WeftLayers

/// What a training is told and tells while it runs.
public struct TrainingSurroundings {
    /// Seconds, from any start; needed for a time limit.
    public var now: () -> Double = { 0 }
    /// Whether to stop after the step in hand.
    public var isInterrupted: () -> Bool = { false }
    /// Gets every event; the training may be saved within.
    public var report: (TrainingEvent) throws -> Void = { _ in }
    /// Gives the model's score on validation data, higher is better; nil for none.
    package var validate: (() throws -> Double)?
    /// Called between backward and clipping, when all gradients of a step are summed: the one place where they may be
    /// exchanged with others who read other parts of the batch.
    package var exchangeGradients: ((_ dense: ParameterBuffer, _ sparse: [SparseGradient]) throws -> Void)?

    /// Creates silent surroundings.
    public init() {}
}
