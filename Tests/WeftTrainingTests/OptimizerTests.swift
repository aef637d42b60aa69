import TestSupport
import Testing
import WeftLayers
import WeftTensors
import WeftTraining

@Suite struct OptimizerTests {
    private func options(_ golden: GoldenCase) -> OptimizerOptions {
        func option(_ name: String) -> Float? { golden.tensors["option." + name].map { Float($0.data[0]) } }
        let kind: OptimizerKind =
            golden.name.hasPrefix("sgd") ? .sgd : golden.name == "adamw" ? .adamW : .adam
        var options = OptimizerOptions(kind)
        options.momentum = option("momentum") ?? 0
        options.weightDecay = option("weight_decay") ?? 0
        return options
    }

    /// Ten steps on PyTorch's gradients, the parameter once as a dense bias and once as a row of a table.
    @Test(arguments: ["sgd", "sgd_momentum", "adam", "adamw", "adam_clipped"], [false, true])
    func agreesWithPyTorch(name: String, asTable: Bool) throws {
        let golden = try Fixtures.golden("optimizers", case: name)
        try forEveryInstructionSet { _ in
            try withArena { arena in
                try check(golden, asTable: asTable, arena: arena)
            }
        }
    }

    private func check(_ golden: GoldenCase, asTable: Bool, arena: Arena) throws {
        let team = ThreadTeam(count: 2)
        let given = try golden.data("gradients"), expected = try golden.data("parameters")
        let limit = golden.tensors["option.clip"]?.data[0]
        var layout = ParameterLayout()
        let embedding = asTable ? Embedding(vocabularySize: 7, size: 19, in: &layout) : nil
        let bias = layout.bias("bias", outputs: Features(19))
        let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout, withTables: false)
        let sparse = try embedding?.makeGradient()
        let entry = layout.entries[0]
        let before = Array(repeating: Float(0), count: asTable ? 5 * 19 : 0)
        let after = Array(repeating: Float(0), count: asTable ? 19 : 0)
        values.load(entry, from: before + (try golden.floats("initial")) + after)
        let optimizer = try Optimizer(options(golden), layout: layout)
        let clipping = GradientClipping()
        let deltas = arena.matrix(rows: 1, columns: 19)
        for step in 0..<10 {
            let gradient = Array(given[step * 19..<(step + 1) * 19])
            if let embedding, let sparse {
                deltas.fill(gradient)
                embedding.backward([5], outputDeltas: deltas, gradient: sparse, team: team)
            } else {
                gradients[bias].fill(gradient, at: Array(0..<19))
            }
            let tables = sparse.map { [$0] } ?? []
            let norm = clipping.norm(gradients, sparse: tables, team: team)
            if let norms = golden.tensors["norms"]?.data {
                #expect(difference(norm, norms[step], relative: 1e-6) == nil)
            }
            optimizer.step(
                values: values, gradients: gradients, sparse: tables,
                rate: Float(try golden.scalar("option.rate")),
                gradientScale: GradientClipping.scale(norm: norm, limit: limit), team: team)
            let found = Array(values.export(entry)[before.count..<before.count + 19])
            let wanted = Array(expected[step * 19..<(step + 1) * 19])
            #expect(difference(found, wanted, relative: 2e-6, absolute: 2e-6) == nil, "step \(step)")
            #expect(gradients[bias].elements().allSatisfy { $0 == 0 })
        }
        #expect(values[bias].hasZeroPadding(Array(0..<19)))
        if asTable { #expect(values.export(entry).enumerated().allSatisfy { $0.offset / 19 == 5 || $0.element == 0 }) }
    }

    /// A row that a batch does not meet keeps its value and moments.
    @Test func rowsNotMetStay() throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let embedding = Embedding(vocabularySize: 3, size: 2, in: &layout)
            let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout, withTables: false)
            values.load(layout.entries[0], from: [1, 2, 3, 4, 5, 6])
            var options = OptimizerOptions(.adamW)
            options.weightDecay = 0.1
            let optimizer = try Optimizer(options, layout: layout)
            let gradient = try embedding.makeGradient()
            let deltas = arena.matrix(rows: 2, columns: 2), team = ThreadTeam(count: 1)
            deltas.fill([1.0, 1, 1, 1])
            embedding.backward([2, 0], outputDeltas: deltas, gradient: gradient, team: team)
            optimizer.step(
                values: values, gradients: gradients, sparse: [gradient], rate: 0.5, gradientScale: 1, team: team)
            let found = values.export(layout.entries[0])
            #expect(Array(found[2..<4]) == [3, 4])
            #expect(difference(found, [0.45, 1.4, 3, 4, 4.25, 5.2], absolute: 1e-5) == nil)
            let first = optimizer.moments[0].export(layout.entries[0])
            #expect(difference(first, [0.1, 0.1, 0, 0, 0.1, 0.1], absolute: 1e-6) == nil)
            optimizer.reset()
            #expect(optimizer.moments[0].export(layout.entries[0]).allSatisfy { $0 == 0 })
        }
    }

    @Test func normAndStepGiveSameBitsForAnyThreads() throws {
        var layout = ParameterLayout()
        let slot = layout.weight("weight", outputs: Features(100), inputs: Features(1000))
        let embedding = Embedding(vocabularySize: 500, size: 30, in: &layout)
        var seen: (norm: Double, values: [Float])?
        try withBestInstructionSet {
            try forEveryTeam { team in
                try withArena { arena in
                    let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout)
                    let optimizer = try Optimizer(OptimizerOptions(), layout: layout)
                    gradients.load(layout.entries[0], from: randomValues(100_000, seed: 2))
                    let deltas = arena.matrix(rows: 900, columns: 30)
                    deltas.fillRandom(seed: 3)
                    let sparse = try embedding.makeGradient()
                    embedding.backward(
                        (0..<900).map { Int32($0 * 7 % 411) }, outputDeltas: deltas, gradient: sparse, team: team)
                    let norm = GradientClipping().norm(gradients, sparse: [sparse], team: team)
                    optimizer.step(
                        values: values, gradients: gradients, sparse: [sparse], rate: 0.1,
                        gradientScale: GradientClipping.scale(norm: norm, limit: 1), team: team)
                    let found = values[slot].elements() + values.export(layout.entries[1])
                    #expect(norm == seen?.norm ?? norm)
                    #expect(sameBits(found, seen?.values ?? found))
                    seen = (norm, found)
                }
            }
        }
    }

    @Test func clippingLeavesSmallGradientsAlone() throws {
        #expect(GradientClipping.scale(norm: 0.5, limit: 1) == 1)
        #expect(GradientClipping.scale(norm: 4, limit: nil) == 1)
        #expect(difference(GradientClipping.scale(norm: 4, limit: 1), 0.25, relative: 1e-6) == nil)
        var layout = ParameterLayout()
        let bias = layout.bias("bias", outputs: Features(3))
        let gradients = try ParameterBuffer(layout), clipping = GradientClipping(), team = ThreadTeam(count: 2)
        gradients[bias].fill([3.0, 0, 4], at: [0, 1, 2])
        #expect(clipping.norm(gradients, sparse: [], team: team) == 5)
        for bad in [Float.nan, .infinity, -.infinity] {
            gradients[bias][0, 1] = bad
            #expect(!clipping.norm(gradients, sparse: [], team: team).isFinite)
        }
    }
}
