import Weft
import WeftCorpora
import WeftTraining

/// One run of `weft train classifier`: drives the trainer, shows progress, saves states, and reports.
struct ClassifierRun {
    let trainer: ClassifierTrainer
    let checkpoints: CheckpointArguments
    let console: Console

    func train(test: [Document], output: String) throws {
        announce()
        // Before hours of training, not after them: a label never seen is a fault.
        let test = test.isEmpty ? nil : try trainer.corpus(test)
        if let resume = checkpoints.resume { try trainer.restoreState(from: resume) }
        var wording = TrainingWording()
        wording.checkpoint = output + ".state"
        let watch = TrainingWatch(
            console: console, label: "training", total: trainer.plannedExamples,
            unit: "examples", checkpoints: checkpoints, wording: wording, save: trainer.saveState)
        let result = try trainer.run(watch.surroundings)
        watch.finish()
        if result.reason == .interrupted { throw try watch.interrupted() }
        let classifier = try trainer.finish(test: test, baseline: trainer.trainBaseline())
        try classifier.save(to: output)
        try ClassifierSummary(
            classifier: classifier, trainer: trainer, result: result, watch: watch, output: output
        ).write(to: console)
    }

    private func announce() {
        console.note(
            "\(trainer.trainingCount.grouped) documents to train on, \(trainer.validationCount.grouped) to validate; "
                + "\(trainer.labels.count.grouped) labels, \(trainer.vocabulary.textTokenCount.grouped) tokens known; "
                + "\(trainer.parameterCount.grouped) parameters, \(trainer.memory.total.megabytes) to train them")
        if trainer.truncatedDocuments > 0 {
            console.note(
                "\(trainer.truncatedDocuments) documents are longer than --max-tokens \(trainer.options.maximumTokens); "
                    + "the rest of them is not read")
        }
    }
}
