import Weft
import WeftBaseline
import WeftCorpora
import WeftTraining

/// One run of `weft train classifier`: drives the trainer, shows progress, saves states, and reports.
struct ClassifierRun {
    let trainer: ClassifierTrainer
    let checkpoints: CheckpointArguments
    let interruption: Interruption
    let console: Console

    func train(test: [Document], output: String) throws {
        announce()
        // Before hours of training, not after them: a label never seen is a fault, and a baseline that cannot be.
        let test = test.isEmpty ? nil : try trainer.corpus(test)
        let impossible = baselineFault()
        if let resume = checkpoints.resume { try trainer.restoreState(from: resume) }
        let states = TrainingStates(checkpoints, output: output, console: console, save: trainer.saveState)
        let watch = TrainingWatch(
            console: console, label: "training", total: trainer.plannedExamples, unit: "examples",
            interruption: interruption, states: states)
        let result = try trainer.run(watch.surroundings)
        watch.finish()
        if result.reason == .interrupted { throw try states.interrupted() }
        let seconds = watch.seconds()
        let rival = try impossible.map { BaselineRun.Outcome(fault: $0) } ?? trainBaseline(states)
        if interruption.isRequested { throw try states.interrupted() }
        let classifier = try states.keeping { try trainer.finish(test: test, baseline: rival.baseline) }
        let saved = try LastSave(output) { try classifier.save(to: $0) }
        try ClassifierSummary(
            classifier: classifier, trainer: trainer, result: result, watch: watch, seconds: seconds, rival: rival,
            output: saved.path
        ).write(to: console)
        try saved.check("model")
        if interruption.isRequested { throw Interrupted(atTheEnd: saved.path) }
    }

    /// What keeps the baseline from being trained, if something does; told at once.
    private func baselineFault() -> String? {
        do throws(BaselineError) {
            _ = try trainer.planBaseline()
            return nil
        } catch {
            console.note("there will be no baseline: \(error)")
            return "\(error)"
        }
    }

    /// Trains the baseline, for as long as the network might have been trained.
    private func trainBaseline(_ states: TrainingStates) throws -> BaselineRun.Outcome {
        let run = BaselineRun(
            timeLimit: trainer.options.training.timeLimit, interruption: interruption, console: console)
        do throws(BaselineError) {
            let outcome = try run.train { progress throws(BaselineError) in
                try trainer.trainBaseline(progress: progress)
            }
            if let fault = outcome.fault { console.note("there is no baseline: \(fault)") }
            return outcome
        } catch {
            throw try states.interrupted()
        }
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
