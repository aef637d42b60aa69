import TestSupport
import Testing
import WeftLayers
import WeftTensors

@Suite struct EmbeddingTests {
    @Test func gathersRows() throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let embedding = Embedding(vocabularySize: 5, size: 3, padding: 0, in: &layout)
            let values = try ParameterBuffer(layout)
            values.load(layout.entries[0], from: (0..<15).map(Float.init))
            let output = arena.matrix(rows: 4, columns: 3)
            output.poison()
            embedding.forward([2, 0, 4, 2], values: values, output: output, team: ThreadTeam(count: 2))
            #expect(output.elements() == [6, 7, 8, 0, 1, 2, 12, 13, 14, 6, 7, 8])
            #expect(output.hasZeroPadding())
            #expect(layout.entries[0].name == "embedding.weight")
        }
    }

    /// Vocabularies of one, two and three digits of the sort.
    @Test(arguments: [1, 2, 40, 2048, 2049, 5_000_000]) func sumsRowsOfEachId(vocabulary: Int) throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let embedding = Embedding(vocabularySize: vocabulary, size: 5, in: &layout)
            let gradient = try embedding.makeGradient()
            var generator = Generator(seed: 3)
            for tokens in [0, 1, 7, 300] {
                let ids = (0..<tokens).map { _ in Int32(generator.below(vocabulary)) }
                let deltas = arena.matrix(rows: tokens, columns: 5)
                deltas.fillRandom(seed: UInt64(tokens))
                gradient.clear()
                embedding.backward(ids, outputDeltas: deltas, gradient: gradient, team: ThreadTeam(count: 2))
                #expect(gradient.ids == Set(ids).sorted())
                for (index, id) in gradient.ids.enumerated() {
                    let places = ids.indices.filter { ids[$0] == id }
                    let expected = (0..<5).map { column in places.reduce(Float(0)) { $0 + deltas[$1, column] } }
                    #expect((0..<5).map { gradient.row(index)[$0] } == expected)
                    #expect((5..<16).allSatisfy { gradient.row(index)[$0] == 0 })
                }
            }
        }
    }

    @Test func paddingGetsNoGradient() throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let embedding = Embedding(vocabularySize: 9, size: 2, padding: 0, in: &layout)
            let gradient = try embedding.makeGradient()
            let deltas = arena.matrix(rows: 4, columns: 2)
            deltas.fill([1.0, 2, 3, 4, 5, 6, 7, 8])
            for _ in 0..<2 {
                gradient.clear()
                embedding.backward([8, 0, 3, 8], outputDeltas: deltas, gradient: gradient, team: ThreadTeam(count: 1))
                #expect(gradient.ids == [3, 8])
                #expect((gradient.row(0)[0], gradient.row(0)[1]) == (5, 6))
                #expect((gradient.row(1)[0], gradient.row(1)[1]) == (8, 10))
            }
            gradient.clear()
            #expect(gradient.count == 0)
        }
    }

    /// Batch after batch without clearing: ids before, between, behind and among those that are there.
    @Test func batchesAdd() throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let embedding = Embedding(vocabularySize: 60, size: 3, padding: 0, in: &layout)
            let gradient = try embedding.makeGradient()
            var generator = Generator(seed: 5)
            var expected: [Int32: [Float]] = [:]
            for batch in 0..<12 {
                let ids = (0..<generator.below(9)).map { _ in Int32(generator.below(60)) }
                let deltas = arena.matrix(rows: ids.count, columns: 3)
                deltas.fillRandom(seed: UInt64(batch))
                for (row, id) in ids.enumerated() where id != 0 {
                    for column in 0..<3 { expected[id, default: [0, 0, 0]][column] += deltas[row, column] }
                }
                embedding.backward(ids, outputDeltas: deltas, gradient: gradient, team: ThreadTeam(count: 2))
                #expect(gradient.ids == expected.keys.sorted())
                for (index, id) in gradient.ids.enumerated() {
                    let found = (0..<3).map { Double(gradient.row(index)[$0]) }
                    let sums = try #require(expected[id]).map(Double.init)
                    #expect(zip(found, sums).allSatisfy { abs($0 - $1) < 1e-5 }, "batch \(batch), id \(id)")
                }
            }
        }
    }

    @Test func sameBitsForAnyThreads() throws {
        try withArena { arena in
            var layout = ParameterLayout()
            let embedding = Embedding(vocabularySize: 50, size: 20, in: &layout)
            let ids = (0..<500).map { Int32($0 * $0 % 50) }
            let deltas = arena.matrix(rows: 500, columns: 20)
            deltas.fillRandom(seed: 1, scale: 0.1)
            var seen: [Float]?
            try withBestInstructionSet {
                try forEveryTeam { team in
                    let gradient = try embedding.makeGradient()
                    embedding.backward(ids, outputDeltas: deltas, gradient: gradient, team: team)
                    let found = (0..<gradient.count).flatMap { row in (0..<20).map { gradient.row(row)[$0] } }
                    #expect(sameBits(found, seen ?? found))
                    seen = found
                }
            }
        }
    }
}
