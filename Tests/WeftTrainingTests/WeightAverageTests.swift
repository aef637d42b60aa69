import TestSupport
import Testing
import WeftLayers
import WeftTensors
import WeftTraining

@Suite struct WeightAverageTests {
    /// A dense weight and a table of more than one unit of work each.
    private func makeBuffer(_ value: (_ index: Int) -> Float) throws -> ParameterBuffer {
        var layout = ParameterLayout()
        _ = layout.weight("weight", outputs: Features(130), inputs: Features(140))
        _ = layout.table("table", rows: 1100, columns: 17)
        let buffer = try ParameterBuffer(layout)
        for entry in layout.entries { buffer.load(entry, from: (0..<entry.count).map(value)) }
        return buffer
    }

    private func values(_ buffer: ParameterBuffer) -> [Float] {
        buffer.layout.entries.flatMap { buffer.export($0) }
    }

    @Test func takesInEveryFourthStepByTheFormula() throws {
        let team = ThreadTeam(count: 2)
        let weights = try makeBuffer { Float($0 % 7) }
        let average = try WeightAverage(of: weights, decay: 0.9)
        weights.copy(from: try makeBuffer { Float($0 % 5) })
        var expected = (0..<130 * 140).map { Float($0 % 7) }
        for step in 1...40 {
            average.update(from: weights, step: step, team: team)
            guard step % 4 == 0 else { continue }
            let updates = Double(step / 4)
            let share = 1 - min(0.9 * 0.9 * 0.9 * 0.9, updates / (updates + 9))
            for index in expected.indices {
                expected[index] += Float(share) * (Float(index % 5) - expected[index])
            }
        }
        let found = values(average.buffer)
        for index in expected.indices { #expect(abs(found[index] - expected[index]) < 1e-5) }
        #expect(Array(found[(130 * 140)...]) == Array(found[..<(1100 * 17)]))
    }

    @Test func exchangesAllWeights() throws {
        let weights = try makeBuffer { Float($0) }
        let average = try WeightAverage(of: weights, decay: 0.5)
        weights.copy(from: try makeBuffer { -Float($0) })
        let before = (values(weights), values(average.buffer))
        average.exchange(with: weights, team: ThreadTeam(count: 3))
        #expect(values(average.buffer) == before.0 && values(weights) == before.1)
    }

    @Test func validationAndResultHaveTheAverage() throws {
        var options = makeOptions(epochs: 3)
        options.averaging = 0.95
        let plain = try makeTrainer(makeOptions(epochs: 3)), averaged = try makeTrainer(options)
        var judged: [[Float]] = [], afterwards: [[Float]] = []
        var surroundings = TrainingSurroundings()
        surroundings.validate = {
            judged.append(averaged.model.allValues)
            return Double(judged.count)
        }
        surroundings.report = { event in
            if case .validated = event { afterwards.append(averaged.model.allValues) }
        }
        _ = try averaged.run(surroundings)
        _ = try plain.run(.init())
        #expect(sameBits(averaged.model.allValues, judged[2]))
        // The average takes no part in the training itself.
        #expect(sameBits(afterwards[2], plain.model.allValues) && !sameBits(judged[2], afterwards[2]))
    }

    @Test func withoutValidationTheResultIsTheAverage() throws {
        var options = makeOptions(epochs: 2)
        options.averaging = 0.95
        let trainer = try makeTrainer(options)
        _ = try trainer.run(.init())
        let average = try #require(trainer.state.buffers.last)
        #expect(average.name == "average")
        #expect(sameBits(trainer.model.allValues, trainer.model.layout.entries.flatMap { average.buffer.export($0) }))
    }
}
