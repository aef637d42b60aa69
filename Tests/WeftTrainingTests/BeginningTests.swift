import TestSupport
import Testing
import WeftTraining

/// A model that has not begun to learn is not stopped, whatever chance makes of its first scores.
@Suite struct BeginningTests {
    /// Runs 30 epochs with these scores.
    private func run(
        guessLoss: Double?, schedule: Schedule = .constant, scores: [Double]
    ) throws -> (result: TrainingResult, trainer: MeanTrainer) {
        var options = makeOptions(epochs: 30)
        options.patience = 2
        options.learningRate = 1e-4
        options.schedule = schedule
        let trainer = try makeTrainer(options)
        trainer.model.guessLoss = guessLoss
        var next = scores.makeIterator()
        var surroundings = TrainingSurroundings()
        surroundings.validate = { next.next() ?? 0 }
        return (try trainer.run(surroundings), trainer)
    }

    @Test func patienceCountsOnceTheModelHasBegun() throws {
        let lucky = [0.9, 0.1, 0.2, 0.1]
        // So small a rate leaves the loss near ln 3: it has not begun if that is a guess's, and has if a guess's is far above.
        #expect(try run(guessLoss: 1.1, scores: lucky).result.reason == .completed)
        let begun = try run(guessLoss: 10, scores: lucky).result
        #expect(begun.reason == .stoppedEarly && begun.epochs == 3)
        #expect(try run(guessLoss: nil, scores: lucky).result.epochs == 3)
    }

    @Test func aPlateauCountsOnceTheModelHasBegun() throws {
        let schedule = Schedule.reduceOnPlateau(factor: 0.5, patience: 0)
        #expect(try run(guessLoss: 1.1, schedule: schedule, scores: [0.9]).trainer.progress.plateau.factor == 1)
        #expect(try run(guessLoss: 10, schedule: schedule, scores: [0.9]).trainer.progress.plateau.factor < 1)
    }

    @Test func theBestOfLuckIsKeptAllTheSame() throws {
        #expect(try run(guessLoss: 1.1, scores: [0.2, 0.9, 0.1]).result.bestScore == 0.9)
    }
}
