import TestSupport
import Testing
import WeftLayers
import WeftTensors

/// Parameters in fewer bits: what is kept, what comes back, and what layers make of it.
@Suite struct ParameterPrecisionTests {
    private static let vocabularySize = 9, embeddingSize = 21

    /// A layout with every kind of entry, of sizes that fill no block.
    private struct Setting {
        var layout = ParameterLayout()
        let embedding: Embedding
        let values: ParameterBuffer

        init() throws {
            embedding = Embedding(vocabularySize: vocabularySize, size: embeddingSize, in: &layout)
            let encoder = Encoder(
                .init(cell: .gru, hiddenSize: 17, layerCount: 2, isBidirectional: true), inputs: embedding.outputs,
                in: &layout)
            let pooling = Pooling(.attention, states: encoder.outputs, attentionSize: 5, in: &layout)
            _ = Linear("output", inputs: pooling.outputs, outputs: 3, in: &layout)
            values = try ParameterBuffer(layout)
            for (index, entry) in layout.entries.enumerated() {
                var generator = Generator(seed: UInt64(index), stream: 1)
                values.load(entry, from: (0..<entry.count).map { _ in generator.uniform(-0.3, 0.3) })
            }
        }
    }

    @Test func eachNumberIsRoundedToTheNearest() throws {
        let setting = try Setting()
        for precision in WeightPrecision.allCases {
            let rounded = try setting.values.rounded(to: precision)
            for entry in setting.layout.entries {
                let before = setting.values.export(entry), after = rounded.export(entry)
                switch entry.kept(in: precision) {
                case .float32: #expect(sameBits(after, before), "\(entry.name)")
                case .bfloat16: #expect(difference(after, before, relative: 0x1p-8) == nil, "\(entry.name)")
                case .int8:
                    let width = entry.count / entry.shape[0]
                    for row in 0..<entry.shape[0] {
                        let values = Array(before[row * width..<(row + 1) * width])
                        let unit = Double(values.map(abs).max() ?? 0) / 127
                        let found = Array(after[row * width..<(row + 1) * width])
                        #expect(difference(found, values, absolute: 0.501 * unit) == nil, "\(entry.name) \(row)")
                    }
                }
            }
        }
    }

    @Test func whatIsStoredComesBackTheSame() throws {
        let setting = try Setting()
        for precision in WeightPrecision.allCases {
            let rounded = try setting.values.rounded(to: precision)
            let other = try ParameterBuffer(setting.layout, precision: precision, hasSparseTables: true)
            for entry in setting.layout.entries {
                other.load(entry, from: rounded.stored(entry))
                #expect(sameBits(other.export(entry), rounded.export(entry)), "\(entry.name) in \(precision)")
                #expect(sameBits(other.scales(entry), rounded.scales(entry)), "\(entry.name) in \(precision)")
            }
        }
    }

    @Test func onlyWeightsAndTablesLoseBits() throws {
        let setting = try Setting()
        let narrow = setting.layout.entries.filter { $0.kept(in: .int8) == .int8 }.map(\.name)
        #expect(narrow.allSatisfy { $0.contains("weight") } && !narrow.contains("attention.query.weight"))
        #expect(narrow.contains("embedding.weight") && narrow.contains("encoder.weight_hh_l1_reverse"))
        #expect(narrow.count == 1 + 2 * 2 * 2 + 2)
    }

    @Test func embeddingsAreGatheredFromRoundedRows() throws {
        let setting = try Setting()
        let tokens: [Int32] = [3, 0, 8, 3, 5]
        for precision in WeightPrecision.allCases {
            let rounded = try setting.values.rounded(to: precision)
            let rows = rounded.export(setting.layout.entries[0])
            try withBestInstructionSet {
                try withArena { arena in
                    let output = arena.matrix(rows: tokens.count, columns: Self.embeddingSize)
                    output.poison()
                    setting.embedding.forward(tokens, values: rounded, output: output, team: ThreadTeam(count: 2))
                    let expected = tokens.flatMap { id in
                        rows[Int(id) * Self.embeddingSize..<(Int(id) + 1) * Self.embeddingSize]
                    }
                    #expect(sameBits(output.elements(), expected), "\(precision)")
                    #expect(output.hasZeroPadding())
                }
            }
        }
    }

    /// The projection of attention in int8: near to that in floats, the same for any number of threads.
    @Test func attentionPoolsWithRoundedWeights() throws {
        try withBestInstructionSet {
            try withArena { arena in
                var layout = ParameterLayout()
                let pooling = Pooling(.attention, states: Features([20, 20]), attentionSize: 33, in: &layout)
                let values = try ParameterBuffer(layout)
                for (index, entry) in layout.entries.enumerated() {
                    values.load(entry, from: randomValues(entry.count, seed: UInt64(index), scale: 0.5))
                }
                let sequences = PackedSequences(lengths: [60, 41, 3])
                let states = arena.matrix(rows: sequences.tokens, columns: pooling.states.paddedCount)
                states.fillRandom(seed: 9, at: pooling.states.positions)
                func pooled(_ values: ParameterBuffer, threads: Int) -> [Float] {
                    let result = arena.matrix(rows: 3, columns: pooling.outputs.paddedCount)
                    _ = pooling.forward(
                        states, values: values, pooled: result,
                        Pass(sequences, workspace: arena, team: ThreadTeam(count: threads)))
                    return result.elements(pooling.outputs.positions)
                }
                let float = pooled(values, threads: 1), rounded = try values.rounded(to: .int8)
                let int8 = pooled(rounded, threads: 1)
                #expect(difference(int8, float, ofLargest: 0.02) == nil)
                #expect(!sameBits(int8, float))
                for threads in threadCounts { #expect(sameBits(pooled(rounded, threads: threads), int8)) }
            }
        }
    }
}
