import WeftCorpora

extension TextClassifier {
    /// Trains a classifier on labelled documents.
    ///
    /// - Parameters:
    ///   - documents: Documents with labels, of at least two classes.
    ///   - validation: Documents that choose the best weights; a tenth of `documents` when empty.
    ///   - options: How the model is made and trained.
    ///   - threads: How many threads work; the result does not depend on it.
    /// - Throws: ``ModelError`` for unusable data, `TrainingError` when the loss does not stay finite.
    public static func train(
        _ documents: [Document], validation: [Document] = [], options: ClassifierOptions = .init(), threads: Int = 1
    ) throws -> TextClassifier {
        let trainer = try ClassifierTrainer(documents, validation: validation, options: options, threads: threads)
        _ = try trainer.run()
        return try trainer.finish()
    }

    /// Judges the classifier, and its baseline if there is one, on labelled documents.
    ///
    /// - Throws: ``ModelError/unknownLabel(label:location:known:)`` for a label that the model does not know.
    public func evaluate(_ documents: [Document]) throws -> ClassifierReport {
        let index = LabelIndex(labels)
        let truth = try documents.map { try index.label(of: $0) }
        let tokens = try TokenizedDocuments(documents, tokenizer: tokenizer)
        let found = try classes(of: tokens.ids(in: vocabulary))
        let rival = try baseline.get()?.predictions(tokens.corpus)
        return try ClassifierReport(
            truth: truth, model: found, baseline: rival, classCount: labels.count, isTest: true,
            epochs: report?.epochs ?? 0, bestValidation: report?.bestValidation)
    }
}
