import TestSupport
import Testing
import WeftLayers
import WeftTensors

@Suite struct PoolingTests {
    /// A golden case on our side: forward and backward over its states.
    private struct Run {
        var layout = ParameterLayout()
        let pooling: Pooling
        let values: ParameterBuffer
        let gradients: ParameterBuffer
        let sequences: PackedSequences
        let states: Matrix
        let pooled: Matrix
        let deltas: Matrix
        let stateDeltas: Matrix
        var weights: [Float] = []

        init(_ golden: GoldenCase, kind: PoolingKind, parts: [Int], arena: Arena) throws {
            let size = golden.tensors["attention.query.weight"]?.shape[1] ?? 1
            pooling = Pooling(kind, states: Features(parts), attentionSize: size, in: &layout)
            values = try ParameterBuffer(layout)
            gradients = try ParameterBuffer(layout)
            for entry in layout.entries { values.load(entry, from: try golden.floats(entry.name)) }
            let lengths = try golden.integers("lengths")
            sequences = PackedSequences(lengths: lengths)
            let features = pooling.states
            states = arena.matrix(rows: sequences.tokens, columns: features.paddedCount)
            states.fill(
                packed(try golden.data("states"), lengths: lengths, width: features.count), at: features.positions)
            pooled = arena.matrix(rows: lengths.count, columns: features.paddedCount)
            deltas = arena.matrix(rows: lengths.count, columns: features.paddedCount)
            deltas.fill(try golden.data("pooled.weighting"), at: features.positions)
            stateDeltas = arena.matrix(rows: sequences.tokens, columns: features.paddedCount)
        }

        mutating func forwardAndBackward(_ arena: Arena, _ team: ThreadTeam) {
            pooled.poison()
            stateDeltas.poison()
            let prepared = pooling.makePrepared(in: arena)
            pooling.prepare(values, into: prepared, team: team)
            let pass = Pass(sequences, workspace: arena, team: team)
            let kept = pooling.forward(states, values: values, pooled: pooled, pass)
            weights = kept.weights?.elements() ?? []
            pooling.backward(
                states, pooledDeltas: deltas, kept: kept, prepared: prepared, stateDeltas: stateDeltas, values: values,
                gradients: gradients, pass)
        }
    }

    /// PyTorch's `last` takes the whole last row, as ours of one direction; its `final` is ours of two.
    @Test(arguments: [
        ("additive", PoolingKind.attention, [6, 6]), ("max", .max, [6, 6]), ("mean", .mean, [6, 6]),
        ("last", .last, [12]), ("final", .last, [6, 6]),
    ])
    func agreesWithPyTorch(name: String, kind: PoolingKind, parts: [Int]) throws {
        let golden = try Fixtures.golden("attention", case: name)
        try forEveryInstructionSet { _ in
            try forEveryTeam { team in
                try withArena { arena in
                    var run = try Run(golden, kind: kind, parts: parts, arena: arena)
                    run.forwardAndBackward(arena, team)
                    try check(run, golden)
                }
            }
        }
    }

    private func check(_ run: Run, _ golden: GoldenCase) throws {
        let positions = run.pooling.states.positions, lengths = try golden.integers("lengths")
        #expect(difference(run.pooled.elements(positions), try golden.data("pooled"), ofLargest: 1e-6) == nil)
        #expect(run.pooled.hasZeroPadding(positions))
        let expected = packed(try golden.data("gradient.states"), lengths: lengths, width: positions.count)
        #expect(difference(run.stateDeltas.elements(positions), expected, ofLargest: 1e-6) == nil)
        #expect(run.stateDeltas.hasZeroPadding(positions))
        for entry in run.layout.entries {
            let found = run.gradients.export(entry)
            #expect(difference(found, try golden.data("gradient." + entry.name), ofLargest: 2e-6) == nil)
        }
        guard let weights = golden.tensors["weights"]?.data else { return }
        let batch = lengths.count
        let byPlace = (0..<batch).flatMap { place in (0..<lengths[0]).map { weights[$0 * batch + place] } }
        #expect(difference(run.weights, byPlace, absolute: 1e-6) == nil)
        #expect(run.layout.entries.map(\.shape) == [[4, 12], [4], [1, 4]])
    }

    /// Long sequences, many units of work: the same bits, and twice the gradients after two passes.
    @Test(arguments: PoolingKind.allCases) func sameBitsForAnyThreads(kind: PoolingKind) throws {
        let lengths = [150, 149, 80, 33, 32, 17, 16, 2, 1], parts = [20, 20]
        let random = { (shape: [Int], seed: UInt64) in
            GoldenCase.Tensor(shape: shape, data: randomValues(shape.reduce(1, *), seed: seed).map(Double.init))
        }
        let golden = GoldenCase(
            name: "long", integers: ["lengths": lengths],
            tensors: [
                "states": random([150, 9, 40], 1), "pooled.weighting": random([9, 40], 2),
                "attention.projection.weight": random([35, 40], 3), "attention.projection.bias": random([35], 4),
                "attention.query.weight": random([1, 35], 5),
            ])
        var seen: [[Float]] = []
        try withBestInstructionSet {
            try forEveryTeam { team in
                try withArena { arena in
                    var run = try Run(golden, kind: kind, parts: parts, arena: arena)
                    run.forwardAndBackward(arena, team)
                    let once = run.layout.entries.map { run.gradients.export($0) }
                    let found = [run.pooled.elements(), run.stateDeltas.elements()] + once
                    if seen.isEmpty { seen = found }
                    #expect(zip(found, seen).allSatisfy(sameBits))
                    run.forwardAndBackward(arena, team)
                    for (entry, gradient) in zip(run.layout.entries, once) {
                        let twice = run.gradients.export(entry)
                        #expect(difference(twice, gradient.map { 2 * $0 }, ofLargest: 1e-6) == nil)
                    }
                }
            }
        }
    }

    /// A batch is its sequences: each alone gives the same bits.
    @Test(arguments: PoolingKind.allCases) func sequencesAreIndependent(kind: PoolingKind) throws {
        let golden = try Fixtures.golden("attention", case: "additive")
        try withBestInstructionSet {
            try withArena { arena in
                let run = try Run(golden, kind: kind, parts: [6, 6], arena: arena)
                let team = ThreadTeam(count: 2)
                _ = run.pooling.forward(
                    run.states, values: run.values, pooled: run.pooled,
                    Pass(run.sequences, workspace: arena, team: team))
                for place in 0..<run.sequences.batchSize {
                    let length = run.sequences.lengths[place]
                    let alone = arena.matrix(rows: length, columns: run.states.columns)
                    for step in 0..<length {
                        let row = run.sequences.row(step: step, place: place)
                        alone.rows(from: step, count: 1).copy(from: run.states.rows(from: row, count: 1))
                    }
                    let pooled = arena.matrix(rows: 1, columns: run.states.columns)
                    _ = run.pooling.forward(
                        alone, values: run.values, pooled: pooled,
                        Pass(PackedSequences(lengths: [length]), workspace: arena, team: team))
                    #expect(sameBits(pooled.elements(), run.pooled.rows(from: place, count: 1).elements()))
                }
            }
        }
    }

    @Test func maximumKeepsNaN() throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let pooling = Pooling(.max, states: Features(2), attentionSize: 1, in: &layout)
            let states = arena.matrix(rows: 3, columns: 2), pooled = arena.matrix(rows: 1, columns: 2)
            states.fill([1, 5, Double.nan, 4, 3, 6])
            _ = pooling.forward(
                states, values: try ParameterBuffer(layout), pooled: pooled,
                Pass(PackedSequences(lengths: [3]), workspace: arena, team: ThreadTeam(count: 1)))
            #expect(pooled[0, 0].isNaN)
            #expect(pooled[0, 1] == 6)
        }
    }
}
