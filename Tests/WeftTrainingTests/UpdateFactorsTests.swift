import TestSupport
import Testing
import WeftLayers
import WeftTensors
import WeftTraining

/// Groups of parameters with rates and decays of their own.
@Suite struct UpdateFactorsTests {
    /// A table, a weight and a bias of one group, a weight of another; all values and gradients alike for all runs.
    private func step(
        _ kind: OptimizerKind, decay: Float = 0.1, rate: Float = 0.01,
        _ factors: ((ParameterEntry) -> UpdateFactors)? = nil
    ) throws -> (values: [String: [Float]], moments: [String: [Float]]) {
        var layout = ParameterLayout()
        let embedding = Embedding(vocabularySize: 4, size: 3, in: &layout)
        layout.group = "low"
        _ = layout.weight("low.weight", outputs: Features(20), inputs: Features(5))
        _ = layout.bias("low.bias", outputs: Features(20))
        layout.group = "high"
        _ = layout.weight("high.weight", outputs: Features(7), inputs: Features(300))
        let values = try ParameterBuffer(layout), gradients = try ParameterBuffer(layout, withTables: false)
        for (index, entry) in layout.entries.enumerated() {
            values.load(entry, from: randomValues(entry.count, seed: UInt64(index)))
        }
        var options = OptimizerOptions(kind)
        options.weightDecay = decay
        let optimizer = try Optimizer(options, layout: layout), team = ThreadTeam(count: 2)
        if let factors { optimizer.setFactors(factors) }
        let sparse = try embedding.makeGradient()
        let arena = try Arena(capacity: 1 << 10), deltas = arena.matrix(rows: 1, columns: 3)
        deltas.fill([1.0, 2, 3])
        for step in 0..<3 {
            for (index, entry) in layout.entries.enumerated() where !entry.isTable {
                gradients.load(entry, from: randomValues(entry.count, seed: UInt64(100 * step + index)))
            }
            embedding.backward([2], outputDeltas: deltas, gradient: sparse, team: team)
            optimizer.step(
                values: values, gradients: gradients, sparse: [sparse], rate: rate, gradientScale: 1, team: team)
            #expect(sparse.count == 0)
            #expect(layout.entries.allSatisfy { $0.isTable || gradients.export($0).allSatisfy { $0 == 0 } })
        }
        func all(_ buffer: ParameterBuffer) -> [String: [Float]] {
            Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, buffer.export($0)) })
        }
        return (all(values), try all(#require(optimizer.moments.first)))
    }

    @Test(arguments: OptimizerKind.allCases) func aGroupAtRestKeepsValuesAndMoments(kind: OptimizerKind) throws {
        let plain = try step(kind), start = try step(kind, rate: 0) { _ in UpdateFactors(rate: 0) }
        let found = try step(kind) { $0.group == "high" ? UpdateFactors() : UpdateFactors(rate: 0) }
        #expect(found.values["high.weight"] == plain.values["high.weight"])
        for name in ["low.weight", "low.bias", "embedding.weight"] {
            #expect(found.values[name] == start.values[name] && found.values[name] != plain.values[name], "\(name)")
            #expect(found.moments[name]?.allSatisfy { $0 == 0 } == true)
        }
    }

    @Test(arguments: OptimizerKind.allCases) func aFactorIsAnotherRate(kind: OptimizerKind) throws {
        let plain = try step(kind), slow = try step(kind, rate: 0.0025)
        let found = try step(kind) { UpdateFactors(rate: $0.group == "low" || $0.isTable ? 0.25 : 1) }
        for (name, values) in found.values {
            #expect(values == (name == "high.weight" ? plain : slow).values[name], "\(name)")
        }
    }

    @Test(arguments: OptimizerKind.allCases) func biasesNeedNotDecay(kind: OptimizerKind) throws {
        let plain = try step(kind), without = try step(kind, decay: 0)
        let found = try step(kind) { UpdateFactors(decay: $0.role == .bias ? 0 : 1) }
        for (name, values) in found.values {
            #expect(values == (name == "low.bias" ? without : plain).values[name], "\(name)")
            #expect(without.values[name] != plain.values[name])
        }
    }
}
