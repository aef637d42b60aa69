import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// Encoders at work: the same bits whatever the threads, the batch, the precision's instruction set, the way of calling.
@Suite struct InferenceTests {
    private struct Setting {
        let encoder: Encoder
        let values: ParameterBuffer
        let arena: Arena

        init(_ configuration: Encoder.Configuration, inputSize: Int) throws {
            var layout = ParameterLayout()
            encoder = Encoder(configuration, inputs: Features(inputSize), in: &layout)
            values = try ParameterBuffer(layout)
            for (index, entry) in layout.entries.enumerated() {
                values.load(entry, from: randomValues(entry.count, seed: UInt64(index), scale: 0.2))
            }
            arena = try Arena(capacity: 1 << 24)
        }

        /// The parameters in a precision, and what is made of them.
        func weights(
            _ precision: WeightPrecision, _ team: ThreadTeam
        ) throws -> EncoderWeights {
            let weights = encoder.makeWeights(try values.rounded(to: precision), training: false, in: arena)
            weights.prepare(team: team)
            return weights
        }

        func input(_ rows: Int) -> Matrix {
            let matrix = arena.matrix(rows: rows, columns: encoder.inputs.paddedCount)
            matrix.fillRandom(seed: 77, at: encoder.inputs.positions)
            return matrix
        }

        /// The outputs and final states of a batch.
        func infer(_ lengths: [Int], _ precision: WeightPrecision, _ kind: TeamKind) throws -> [Float] {
            let mark = arena.used
            defer { arena.reset(to: mark) }
            let team = kind.make(), sequences = PackedSequences(lengths: lengths)
            let weights = try weights(precision, team)
            let states = encoder.makeStates(batchSize: lengths.count, in: arena)
            for state in states { state.clear() }
            let output = weights.infer(
                input(sequences.tokens), states: states, Pass(sequences, workspace: arena, team: team))
            return output.elements(encoder.outputs.positions) + encoder.elements(of: states)
        }
    }

    /// Batches around all limits at which the work is split in another way.
    @Test(arguments: CellKind.allCases, [WeightPrecision.float32, .int8])
    func threadsNeverChangeABit(cell: CellKind, precision: WeightPrecision) throws {
        try withBestInstructionSet {
            for isBidirectional in [false, true] {
                let setting = try Setting(
                    .init(cell: cell, hiddenSize: 37, layerCount: 2, isBidirectional: isBidirectional), inputSize: 21)
                for batch in [1, 2, 3, 7, 8, 9, 16, 31, 32, 33] {
                    let lengths = (0..<batch).map { 1 + ($0 * 5 + batch) % 7 }
                    let expected = try setting.infer(lengths, precision, .threads(1))
                    for kind in TeamKind.all.dropFirst() {
                        #expect(
                            try sameBits(setting.infer(lengths, precision, kind), expected),
                            "\(batch) sequences, \(kind), bidirectional \(isBidirectional)")
                    }
                }
            }
        }
    }

    /// Training's forward pass is that of inference.
    @Test(arguments: [1, 5, 8, 20], TeamKind.all)
    func trainingComputesTheSame(batch: Int, kind: TeamKind) throws {
        try withBestInstructionSet {
            let setting = try Setting(.init(cell: .lstm, hiddenSize: 20), inputSize: 9)
            let lengths = (0..<batch).map { 1 + $0 % 4 }
            let expected = try setting.infer(lengths, .float32, .threads(1))
            let team = kind.make(), sequences = PackedSequences(lengths: lengths)
            let weights = setting.encoder.makeWeights(setting.values, training: true, in: setting.arena)
            weights.prepare(team: team)
            let output = EncoderTraining(weights).forward(
                setting.input(sequences.tokens), states: [], dropout: nil,
                Pass(sequences, workspace: setting.arena, team: team))
            let found = output.elements(setting.encoder.outputs.positions)
            #expect(sameBits(found, Array(expected.prefix(found.count))))
        }
    }

    /// Weights in int8 move the outputs a little, and by more than nothing.
    @Test(arguments: CellKind.allCases)
    func int8IsCloseToFloat(cell: CellKind) throws {
        let setting = try Setting(.init(cell: cell, hiddenSize: 64, layerCount: 2), inputSize: 48)
        try forEveryInstructionSet { name in
            let float = try setting.infer([12, 7, 3], .float32, .threads(2))
            let int8 = try setting.infer([12, 7, 3], .int8, .threads(2))
            let scale = Double(float.map(abs).max() ?? 0)
            #expect(difference(int8, float, absolute: 0.02 * max(1, scale)) == nil, "\(name)")
            #expect(!sameBits(int8, float), "\(name)")
        }
    }

    @Test(arguments: CellKind.allCases, [WeightPrecision.float32, .int8])
    func streamingStepByStepHasTheBitsOfTheWhole(cell: CellKind, precision: WeightPrecision) throws {
        try withBestInstructionSet {
            let setting = try Setting(.init(cell: cell, hiddenSize: 50, layerCount: 2), inputSize: 19)
            let positions = setting.encoder.outputs.positions
            for batch in [1, 2, 5, 8] {
                let steps = 5
                let expected = try setting.infer(Array(repeating: steps, count: batch), precision, .threads(1))
                for kind in TeamKind.all {
                    setting.arena.reset()
                    let team = kind.make(), input = setting.input(batch * steps)
                    let weights = try setting.weights(precision, team)
                    let stream = try EncoderStream(weights, batchSize: batch, team: team)
                    for _ in 0..<2 {
                        var found: [Float] = []
                        for step in 0..<steps {
                            found += stream.step(input.rows(from: step * batch, count: batch)).elements(positions)
                        }
                        found += setting.encoder.elements(of: stream.states)
                        #expect(sameBits(found, expected), "\(batch) streams, \(kind)")
                        stream.reset()
                    }
                }
            }
        }
    }

    @Test func aStreamGoesOnFromAStateThatWasSaved() throws {
        try withBestInstructionSet {
            let setting = try Setting(.init(cell: .lstm, hiddenSize: 17, layerCount: 2), inputSize: 5)
            let team = ThreadTeam(count: 2), input = setting.input(4)
            let weights = try setting.weights(.float32, team)
            let first = try EncoderStream(weights, batchSize: 1, team: team)
            let second = try EncoderStream(weights, batchSize: 1, team: team)
            for step in 0..<3 { _ = first.step(input.rows(from: step, count: 1)) }
            _ = second.step(input.rows(from: 3, count: 1))
            for (from, to) in zip(first.states, second.states) { to.copy(from: from) }
            let last = input.rows(from: 3, count: 1)
            #expect(sameBits(first.step(last).elements(), second.step(last).elements()))
        }
    }
}

@Suite struct LinearInferenceTests {
    /// In floats the same bits as forward; in int8 near, and the same bits for any number of threads.
    @Test(arguments: [1, 3, 20])
    func infersWithTheWeightsAsTheyAreKept(rows: Int) throws {
        try withBestInstructionSet {
            try withArena { arena in
                var layout = ParameterLayout()
                let linear = Linear("output", inputs: Features([20, 7]), outputs: 70, in: &layout)
                let values = try ParameterBuffer(layout)
                for (index, entry) in layout.entries.enumerated() {
                    values.load(entry, from: randomValues(entry.count, seed: UInt64(index)))
                }
                let input = arena.matrix(rows: rows, columns: linear.inputs.paddedCount)
                input.fillRandom(seed: 5, at: linear.inputs.positions)
                let expected = linear.makeOutput(rows: rows, in: arena)
                var rounded: [WeightPrecision: [Float]] = [:]
                for kind in TeamKind.all {
                    let team = kind.make()
                    linear.forward(input, values: values, output: expected, team: team)
                    for precision in WeightPrecision.allCases {
                        let mark = arena.used
                        let output = linear.makeOutput(rows: rows, in: arena)
                        output.poison()
                        linear.infer(
                            input, values: try values.rounded(to: precision), output: output, workspace: arena,
                            team: team)
                        let found = output.elements()
                        if precision == .float32 {
                            #expect(sameBits(found, expected.elements()))
                        } else {
                            #expect(difference(found, expected.elements(), absolute: 0.05) == nil)
                            #expect(!sameBits(found, expected.elements()))
                            #expect(sameBits(found, rounded[precision] ?? found))
                            rounded[precision] = found
                        }
                        arena.reset(to: mark)
                    }
                }
            }
        }
    }
}
