import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// What parameters hold before the first step.
@Suite struct InitialValuesTests {
    private func layout(_ declare: (inout ParameterLayout) -> Void) -> ParameterLayout {
        var layout = ParameterLayout()
        declare(&layout)
        return layout
    }

    private func values(_ layout: ParameterLayout, seed: UInt64 = 7) throws -> [String: [Float]] {
        let buffer = try ParameterBuffer(layout)
        buffer.initialize(seed: seed)
        return Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, buffer.export($0)) })
    }

    private func encoder(_ layout: inout ParameterLayout, _ cell: CellKind = .lstm, layers: Int = 1, hidden: Int = 24) {
        _ = Encoder(.init(cell: cell, hiddenSize: hidden, layerCount: layers), inputs: Features(20), in: &layout)
    }

    @Test func anotherLayerChangesNoOther() throws {
        let small = try values(layout { encoder(&$0) })
        let large = try values(
            layout {
                _ = Embedding(vocabularySize: 9, size: 20, in: &$0)
                encoder(&$0, layers: 2)
                _ = Linear("output", inputs: Features(24), outputs: 3, in: &$0)
            })
        for (name, numbers) in small { #expect(large[name] == numbers, "\(name)") }
        let weights = large.filter { $0.key.contains("weight") }.values
        #expect(Set(weights.map { $0.prefix(9) }).count == weights.count)
    }

    @Test(arguments: [1, 24, 100]) func recurrentWeightsFollowTheUnits(hidden: Int) throws {
        let found = try values(layout { encoder(&$0, hidden: hidden) })
        let bound = 1 / Float(hidden).squareRoot()
        for name in ["encoder.weight_ih_l0", "encoder.weight_hh_l0"] {
            let numbers = try #require(found[name])
            let most = numbers.map(abs).max() ?? 0
            #expect(most <= bound && most > (numbers.count > 1000 ? 0.95 : 0) * bound, "\(name): \(most) of \(bound)")
            let variance = numbers.reduce(0) { $0 + Double($1 * $1) } / Double(numbers.count)
            if numbers.count > 1000 { #expect(abs(variance * 3 / Double(bound * bound) - 1) < 0.1) }
        }
    }

    @Test(arguments: CellKind.allCases) func onlyTheForgetGateStartsOpen(cell: CellKind) throws {
        let found = try values(layout { encoder(&$0, cell, hidden: 5) })
        let bias = try #require(found["encoder.bias_ih_l0"])
        let ones: Set<Int> = [.lstm, .peephole].contains(cell) ? Set(5..<10) : []
        #expect(bias == bias.indices.map { ones.contains($0) ? 1 : 0 })
        #expect(found["encoder.bias_hh_l0"]?.allSatisfy { $0 == 0 } ?? (found["encoder.weight_hh_l0"] == nil))
    }

    @Test func aTableIsNormalButForItsPadding() throws {
        let found = try values(layout { _ = Embedding(vocabularySize: 500, size: 30, padding: 3, in: &$0) })
        let table = try #require(found["embedding.weight"])
        #expect(table[90..<120].allSatisfy { $0 == 0 })
        #expect(table[0..<30].contains { $0 != 0 })
        let deviation = (table.reduce(0) { $0 + Double($1 * $1) } / Double(table.count - 30)).squareRoot()
        #expect(abs(deviation - 0.1) < 0.005)
    }

    @Test func groupsNameTheParts() {
        let layout = layout {
            let embedding = Embedding(vocabularySize: 9, size: 20, in: &$0)
            let encoder = Encoder(
                .init(hiddenSize: 8, layerCount: 2, isBidirectional: true), inputs: embedding.outputs, in: &$0)
            _ = Pooling(.attention, states: encoder.outputs, attentionSize: 4, in: &$0)
        }
        #expect(Set(layout.entries.map(\.group)) == ["embedding", "encoder.l0", "encoder.l1", "attention"])
        #expect(layout.entries.filter { $0.name.contains("_l1") }.allSatisfy { $0.group == "encoder.l1" })
    }
}
