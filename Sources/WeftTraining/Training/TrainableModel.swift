import WeftLayers

/// What a batch gave.
package struct BatchResult: Sendable {
    /// The mean loss.
    package var loss: Double
    package var examples: Int
    package var tokens: Int

    package init(loss: Double, examples: Int, tokens: Int) {
        self.loss = loss
        self.examples = examples
        self.tokens = tokens
    }
}

/// A model that a ``Trainer`` can train: a classifier or a language model.
package protocol TrainableModel: AnyObject {
    var values: ParameterBuffer { get }
    /// Dense gradients, to which batches add; the optimizer's step clears them.
    var gradients: ParameterBuffer { get }
    /// Gradients of tables, to which batches add; the optimizer's step clears them.
    var sparseGradients: [SparseGradient] { get }
    /// Remakes what is derived from the values; called after each change of them.
    func prepare()
    /// Adds the gradients of a batch's mean loss.
    ///
    /// - Parameters:
    ///   - examples: Their numbers, from the ``BatchSource``.
    ///   - step: Batches before this one; dropout depends on it.
    func lossAndGradients(of examples: [Int], step: Int) throws -> BatchResult
    /// State that goes from batch to batch: a language model's hidden state. A part of what resumes a training.
    var carriedState: [Float] { get set }
    /// Sets the carried state to its beginning, because a batch went wrong.
    func discardCarriedState()
    /// The mean loss of the best guess that looks at nothing but how frequent each target is; nil where it is not known.
    var guessLoss: Double? { get }
}

extension TrainableModel {
    package var carriedState: [Float] {
        get { [] }
        set {}
    }

    package func discardCarriedState() {}

    package var guessLoss: Double? { nil }
}
