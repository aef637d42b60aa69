/// How a model is trained.
public struct TrainingOptions: Sendable, Equatable, Codable {
    /// Passes over the data.
    public var epochs: Int = 10
    /// The optimizer and its constants.
    public var optimizer = OptimizerOptions()
    /// The highest learning rate, which the schedule scales.
    public var learningRate: Double = 1e-3
    /// How the learning rate changes.
    public var schedule = Schedule.constant
    /// The largest norm of all gradients; nil for no clipping.
    public var clip: Double? = 1
    /// Validations in a row without a better score after which training stops; nil to go on to the end.
    public var patience: Int?
    /// Steps between validations; nil for one after each epoch.
    public var validationInterval: Int?
    /// How much of the averaged weights stays at each step, such as 0.998; nil to use the weights as they are.
    ///
    /// The moving average is what validation judges and what the model has at the end (Polyak & Juditsky 1992).
    public var averaging: Double?
    /// Seconds after which training stops; nil for no limit.
    public var timeLimit: Double?
    /// How often the rate is halved and training goes back to the last good weights before it gives up.
    public var rateReductions: Int = 5

    /// Creates the default options.
    public init() {}
}
