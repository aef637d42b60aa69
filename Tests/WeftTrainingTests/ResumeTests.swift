import TestSupport
import Testing
import WeftLayers
import WeftTensors
import WeftTraining

@Suite struct ResumeTests {
    private func options(_ schedule: Schedule, averaging: Double?) -> TrainingOptions {
        var options = makeOptions(epochs: 4)
        options.schedule = schedule
        options.validationInterval = 5
        options.patience = 4
        options.averaging = averaging
        return options
    }

    /// Everything that could differ: one bad batch, validation, dropout, schedule, carried state.
    private func prepare(_ trainer: MeanTrainer) -> TrainingSurroundings {
        trainer.model.isPoisoned = { $0 == 6 || $0 == 21 || $0 == 24 }
        var surroundings = TrainingSurroundings()
        surroundings.validate = { trainer.model.accuracy() }
        return surroundings
    }

    @Test(
        arguments: [Schedule.linear(warmUp: 0.1), .reduceOnPlateau(factor: 0.5, patience: 0)], [nil, 0.9])
    func anyStepResumesToTheSameBits(schedule: Schedule, averaging: Double?) throws {
        let options = options(schedule, averaging: averaging)
        try withBestInstructionSet {
            let whole = try makeTrainer(options)
            var states: [TrainingState] = []
            var surroundings = prepare(whole)
            surroundings.report = { _ in states.append(try whole.state.copy()) }
            let expected = try whole.run(surroundings)
            #expect(expected.steps == 32 && expected.badBatches == 3 && states.count > 36)
            for state in states {
                let again = try makeTrainer(options)
                let surroundings = prepare(again)
                let fields = Dictionary(uniqueKeysWithValues: state.progress.fields.map { ($0.name, $0.value) })
                var read = state
                read.progress = try TrainingProgress(fields: fields)
                try again.restore(read)
                let result = try again.run(surroundings)
                #expect(result == expected)
                #expect(sameBits(again.model.allValues, whole.model.allValues))
                for (mine, theirs) in zip(again.state.buffers, whole.state.buffers) {
                    for entry in mine.buffer.layout.entries {
                        #expect(sameBits(mine.buffer.export(entry), theirs.buffer.export(entry)), "\(mine.name)")
                    }
                }
            }
        }
    }

    @Test func interruptedGoesOnInPlace() throws {
        try withBestInstructionSet {
            let options = options(.constant, averaging: 0.9)
            let whole = try makeTrainer(options), parts = try makeTrainer(options)
            _ = try whole.run(prepare(whole))
            var surroundings = prepare(parts)
            var steps = 0, stops = 0
            surroundings.report = { if case .step = $0 { steps += 1 } }
            surroundings.isInterrupted = { steps % 3 == 2 }
            while try parts.run(surroundings).reason == .interrupted {
                stops += 1
                steps += 1
            }
            #expect(stops > 5)
            #expect(sameBits(parts.model.allValues, whole.model.allValues))
        }
    }

    @Test func statesThatDoNotFitAreErrors() throws {
        let trainer = try makeTrainer(makeOptions(epochs: 2))
        var state = try trainer.state.copy()
        state.progress.batch = 8
        #expect(throws: TrainingError.badState(field: "batch", found: "8 of 8")) { try trainer.restore(state) }
        state.progress.batch = 0
        state.progress.epoch = 3
        #expect(throws: TrainingError.badState(field: "epoch", found: "3 of 2")) { try trainer.restore(state) }
        state.progress.epoch = 0
        state.buffers.removeLast()
        #expect(throws: TrainingError.self) { try trainer.restore(state) }
    }
}
