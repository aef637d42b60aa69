/// How a model is trained.
public struct TrainingOptions: Sendable, Equatable {
    /// Passes over the data; nil for 20, or for so many more, up to 100, that there are 1,500 steps: with a few hundred
    /// documents 20 epochs are too few steps to learn from them.
    public var epochs: Int? = 10
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

    /// Whether backward makes the gates of recurrent layers again instead of keeping them: about half of the memory of
    /// activations, for about a third more work. Outputs and losses have the same bits; sums of gradients may differ in
    /// the last ones.
    public var recomputesGates = false

    /// Creates the default options.
    public init() {}

    /// How many epochs of so many batches are made, and after how many steps each a validation follows: where there are
    /// several times the usual epochs, as many times fewer validations an epoch.
    func plan(batchCount: Int) -> (epochs: Int, validationInterval: Int?) {
        if let epochs { return (epochs, validationInterval) }
        let usual = 20, steps = usual * max(1, batchCount)
        let times = max(1, min(5, (1500 + steps - 1) / steps))
        return (usual * times, validationInterval ?? (times > 1 ? times * batchCount : nil))
    }
}
