import TestSupport
import Testing
import WeftLayers
import WeftTensors
import WeftTraining

typealias MeanTrainer = Trainer<MeanClassifier, Batcher>

/// A trainer of a small classifier.
func makeTrainer(
    _ options: TrainingOptions, count: Int = 60, dropout: Float = 0.2, team: ThreadTeam = ThreadTeam(count: 1)
) throws -> MeanTrainer {
    let data = SampleTexts.make(count)
    let model = try MeanClassifier(texts: data.texts, labels: data.labels, dropout: dropout, team: team)
    let source = Batcher(lengths: data.texts.map(\.count), .init(batchSize: 8, seed: 5))
    return try MeanTrainer(model, source: source, options: options, team: team)
}

func makeOptions(epochs: Int) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    options.learningRate = 0.02
    return options
}

@Suite struct TrainerTests {
    @Test(arguments: [OptimizerKind.sgd, .adam, .adamW]) func overfitsAFewTexts(kind: OptimizerKind) throws {
        var options = makeOptions(epochs: 60)
        options.optimizer = OptimizerOptions(kind)
        if kind == .sgd { options.learningRate = 0.2 }
        let trainer = try makeTrainer(options, count: 12, dropout: 0)
        let before = trainer.model.accuracy()
        let result = try trainer.run(.init())
        #expect(before < 0.8 && trainer.model.accuracy() == 1)
        #expect(result.reason == .completed && result.steps == 120 && result.epochs == 60)
        #expect(result.bestScore == nil && result.badBatches == 0)
    }

    @Test(
        "Unless epochs are given, few examples get more of them, with as many validations in all",
        arguments: [
            (documents: 8, epochs: 100, validations: 20), (documents: 320, epochs: 40, validations: 20),
            (documents: 640, epochs: 20, validations: 20),
        ])
    func plansEpochs(documents: Int, epochs: Int, validations: Int) throws {
        var options = makeOptions(epochs: 1)
        options.epochs = nil
        let trainer = try makeTrainer(options, count: documents)
        var validated = 0
        var surroundings = TrainingSurroundings()
        surroundings.validate = { Double(validated) }
        surroundings.report = { event in if case .validated = event { validated += 1 } }
        #expect(try trainer.run(surroundings).epochs == epochs)
        #expect(validated == validations)
    }

    @Test func sameBitsForAnyThreads() throws {
        var seen: [Float]?
        try withBestInstructionSet {
            try forEveryTeam { team in
                let trainer = try makeTrainer(makeOptions(epochs: 3), team: team)
                _ = try trainer.run(.init())
                let found = trainer.model.allValues
                #expect(sameBits(found, seen ?? found))
                seen = found
            }
        }
    }

    @Test func tellsWhatItDoes() throws {
        let trainer = try makeTrainer(makeOptions(epochs: 2))
        var steps: [TrainingStep] = [], validations: [TrainingValidation] = []
        var surroundings = TrainingSurroundings()
        surroundings.validate = { trainer.model.accuracy() }
        surroundings.report = { event in
            if case .step(let step) = event { steps.append(step) }
            if case .validated(let validation) = event { validations.append(validation) }
        }
        let result = try trainer.run(surroundings)
        #expect(steps.map(\.step) == Array(1...16))
        #expect(steps.map(\.epoch) == Array(repeating: 0, count: 8) + Array(repeating: 1, count: 8))
        #expect(steps[3].fraction == 0.25 && steps[15].fraction == 1)
        #expect(steps.reduce(0) { $0 + $1.examples } == 120)
        #expect(steps[1].meanLoss == (steps[0].loss + steps[1].loss) / 2)
        #expect(validations.map(\.step) == [8, 16] && validations.map(\.epoch) == [1, 2])
        #expect(result.bestScore == validations.map(\.score).max())
    }

    @Test func keepsTheBestWeightsAndStopsEarly() throws {
        var options = makeOptions(epochs: 50)
        options.patience = 2
        let trainer = try makeTrainer(options)
        var scores = [0.1, 0.5, 0.9, 0.3, 0.4].makeIterator()
        var weights: [[Float]] = []
        var surroundings = TrainingSurroundings()
        surroundings.validate = {
            weights.append(trainer.model.allValues)
            return scores.next() ?? 0
        }
        let result = try trainer.run(surroundings)
        #expect(result.reason == .stoppedEarly && result.steps == 40)
        #expect(result.bestScore == 0.9 && result.bestStep == 24)
        #expect(sameBits(trainer.model.allValues, weights[2]))
        #expect(!sameBits(weights[2], weights[4]))
    }

    @Test func stopsWhenTheTimeIsUp() throws {
        var options = makeOptions(epochs: 1000)
        options.timeLimit = 20
        let trainer = try makeTrainer(options)
        var clock = 100.0, validations = 0
        var surroundings = TrainingSurroundings()
        surroundings.now = { clock }
        surroundings.report = { if case .step = $0 { clock += 1.5 } }
        surroundings.validate = {
            validations += 1
            return Double(validations)
        }
        let result = try trainer.run(surroundings)
        #expect(result.reason == .timeLimit && result.steps == 14)
        #expect(validations == 2, "after the first epoch of 8 steps, and at the end")
    }

    @Test func validatesAtIntervals() throws {
        var options = makeOptions(epochs: 2)
        options.validationInterval = 5
        let trainer = try makeTrainer(options)
        var steps: [Int] = []
        var surroundings = TrainingSurroundings()
        surroundings.validate = {
            steps.append(trainer.progress.step)
            return 0
        }
        _ = try trainer.run(surroundings)
        #expect(steps == [5, 10, 15, 16])
    }

    @Test func ratesFollowScheduleAndPlateau() throws {
        var options = makeOptions(epochs: 4)
        options.schedule = .reduceOnPlateau(factor: 0.1, patience: 0)
        let trainer = try makeTrainer(options)
        var rates: [Double] = []
        var surroundings = TrainingSurroundings()
        surroundings.validate = { 0.5 }
        surroundings.report = { if case .step(let step) = $0, step.step % 8 == 1 { rates.append(step.rate) } }
        _ = try trainer.run(surroundings)
        #expect(difference(rates, [0.02, 0.02, 0.002, 0.0002], relative: 1e-12) == nil)
    }

    @Test func nothingToTrainOnIsAnError() throws {
        #expect(throws: TrainingError.noBatches) { try makeTrainer(makeOptions(epochs: 1), count: 0) }
    }
}
