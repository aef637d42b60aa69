import Weft
import WeftBaseline
import WeftCorpora
import WeftTraining

/// One run of `weft train classifier`: what it has beside every training, the baseline and its report.
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
        let run = TrainingRun(
            trainer: trainer, checkpoints: checkpoints, interruption: interruption, console: console)
        var rival = BaselineRun.Outcome(fault: impossible)
        try run.train(total: trainer.plannedExamples, unit: "examples", output: output) { ended in
            if impossible == nil { rival = try trainBaseline(ended.states) }
            if interruption.isRequested { throw try ended.states.interrupted() }
            return try ended.states.keeping { try trainer.finish(test: test, baseline: rival.baseline) }
        } save: { classifier, path in
            try classifier.save(to: path)
        } report: { classifier, ended, path in
            try ClassifierSummary(
                classifier: classifier, trainer: trainer, ended: ended, rival: rival, output: path
            ).write(to: console)
        }
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
