import TestSupport
import Testing
import WeftLayers
import WeftTensors
import WeftTraining

@Suite struct DivergenceTests {
    /// Runs and collects what was left out, and the weights before and after it.
    private func run(_ trainer: MeanTrainer) throws -> (skipped: [Int], wentBack: [Int], result: TrainingResult) {
        var skipped: [Int] = [], wentBack: [Int] = []
        var surroundings = TrainingSurroundings()
        var before = trainer.model.allValues
        surroundings.report = { event in
            switch event {
            case .skipped(let step, _, _):
                skipped.append(step)
                if skipped.count == 1 { #expect(sameBits(trainer.model.allValues, before)) }
            case .wentBack(let step, _): wentBack.append(step)
            default: break
            }
            before = trainer.model.allValues
            #expect(before.allSatisfy { $0.isFinite })
        }
        let result = try trainer.run(surroundings)
        return (skipped, wentBack, result)
    }

    @Test func oneBadBatchIsLeftOut() throws {
        for isLoss in [true, false] {
            let trainer = try makeTrainer(makeOptions(epochs: 2))
            if isLoss {
                trainer.model.isPoisoned = { $0 == 5 }
            } else {
                trainer.model.hasInfiniteGradient = { $0 == 5 }
            }
            let found = try run(trainer)
            #expect(found.skipped == [5] && found.wentBack.isEmpty)
            #expect(found.result.steps == 16 && found.result.badBatches == 1)
            #expect(trainer.model.discards == 1)
            #expect(trainer.progress.updates == 15)
            #expect(trainer.rate == 0.02)
        }
    }

    /// The weights go bad in the second epoch: back to those of the first, with half the rate.
    @Test func badWeightsGoBackToTheLastGood() throws {
        let trainer = try makeTrainer(makeOptions(epochs: 2))
        trainer.model.isPoisoned = { $0 == 11 || $0 == 13 }
        var good: [Float] = [], back: [Float] = []
        var surroundings = TrainingSurroundings()
        surroundings.report = { event in
            if case .step(let step) = event, step.step == 8 { good = trainer.model.allValues }
            if case .wentBack(let step, let rate) = event {
                #expect(step == 13 && rate == 0.01)
                back = trainer.model.allValues
            }
        }
        let result = try trainer.run(surroundings)
        #expect(!good.isEmpty && sameBits(good, back))
        #expect(result.badBatches == 2 && trainer.progress.updates == 2)
    }

    @Test func givesUpAndSaysWhatToChange() throws {
        let trainer = try makeTrainer(makeOptions(epochs: 20))
        let initial = trainer.model.allValues
        trainer.model.isPoisoned = { _ in true }
        #expect(
            throws: TrainingError.diverged(step: 11, epoch: 1, batch: 3, reductions: 5, rate: 0.02 / 32)
        ) { try trainer.run(.init()) }
        #expect(sameBits(trainer.model.allValues, initial))
        let message = TrainingError.diverged(step: 11, epoch: 1, batch: 3, reductions: 5, rate: 0.000625).description
        for part in [
            "batch 4 of epoch 2", "step 12", "5 times", "0.000625", "smaller learning rate", "clip to a smaller norm",
        ] {
            #expect(message.contains(part))
        }
    }

    /// A rate that makes the weights overflow is halved until training goes on.
    @Test func anAbsurdRateEndsInFiniteWeightsOrAnError() throws {
        var options = makeOptions(epochs: 3)
        options.optimizer = OptimizerOptions(.sgd)
        options.learningRate = 1e30
        options.clip = nil
        let trainer = try makeTrainer(options)
        #expect(throws: TrainingError.self) { try trainer.run(.init()) }
        #expect(trainer.model.allValues.allSatisfy { $0.isFinite })
    }
}
