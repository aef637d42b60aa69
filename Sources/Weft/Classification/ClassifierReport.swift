import WeftBaseline

/// How well a model did on documents with known labels.
public struct Evaluation: Sendable, Equatable {
    /// The share of documents whose label was found; 0, which says nothing, where there are none.
    public var accuracy: Double
    /// The mean of all classes' F1; likewise.
    public var macroF1: Double
    /// Documents. Without any the other figures mean nothing.
    public var count: Int

    /// Judges predictions.
    package init(truth: [Int32], predictions: [Int32], classCount: Int) throws {
        let matrix = try ConfusionMatrix(truth: truth, predictions: predictions, classCount: classCount)
        accuracy = matrix.accuracy
        macroF1 = matrix.macroF1
        count = truth.count
    }
}

/// What a training found: the model beside its baseline.
public struct ClassifierReport: Sendable, Equatable {
    /// The model on the test documents, or on the validation documents when there was no test.
    public var model: Evaluation
    /// The baseline on the same documents.
    public var baseline: Evaluation?
    /// McNemar's exact test of the two: the probability of a difference as large by chance; nil without documents, of which
    /// nothing can be said.
    public var pValue: Double?
    /// Whether the documents are a test set that no choice depended on.
    public var isTest: Bool
    /// Passes over the training documents that were begun.
    public var epochs: Int
    /// The best score on the validation documents.
    public var bestValidation: Double?

    /// Judges the model and the baseline on the same documents.
    package init(
        truth: [Int32], model: [Int32], baseline: [Int32]?, classCount: Int, isTest: Bool, epochs: Int,
        bestValidation: Double?
    ) throws {
        self.model = try Evaluation(truth: truth, predictions: model, classCount: classCount)
        self.isTest = isTest
        self.epochs = epochs
        self.bestValidation = bestValidation
        guard let baseline else { return }
        self.baseline = try Evaluation(truth: truth, predictions: baseline, classCount: classCount)
        if !truth.isEmpty { pValue = try McNemarTest(truth: truth, first: model, second: baseline).pValue }
    }
}
