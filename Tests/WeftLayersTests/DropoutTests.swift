import TestSupport
import Testing
import WeftLayers
import WeftTensors

@Suite struct DropoutTests {
    private func mask(_ rate: Float, rows: Int, columns: Int, seed: UInt64 = 7, stream: UInt32 = 1, step: Int = 0)
        throws -> [Float]
    {
        try withArena { arena in
            Dropout(rate: rate, seed: seed, stream: stream).makeMask(
                rows: rows, columns: columns, step: step, in: arena, team: ThreadTeam(count: 2)
            ).elements()
        }
    }

    @Test func keepsTheRightShareAndTheMean() throws {
        for rate in [Float(0), 0.1, 0.5, 0.9] {
            let values = try mask(rate, rows: 100, columns: 300)
            let dropped = values.filter { $0 == 0 }.count
            // Five standard deviations of 30,000 draws.
            let deviation = (30_000 * Double(rate * (1 - rate))).squareRoot()
            #expect(abs(Double(dropped) - 30_000 * Double(rate)) <= 5 * deviation)
            #expect(values.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
        }
    }

    @Test func dependsOnSeedStreamStepAndRow() throws {
        let base = try mask(0.5, rows: 2, columns: 64)
        #expect(base == (try mask(0.5, rows: 2, columns: 64)))
        #expect(Array(base[..<64]) != Array(base[64...]))
        #expect(base != (try mask(0.5, rows: 2, columns: 64, seed: 8)))
        #expect(base != (try mask(0.5, rows: 2, columns: 64, seed: 7 | 1 << 40)))
        #expect(base != (try mask(0.5, rows: 2, columns: 64, stream: 2)))
        #expect(base != (try mask(0.5, rows: 2, columns: 64, step: 1)))
    }

    /// Columns come in groups of 64: the four words of sixteen counters.
    @Test func sameForAnyInstructionSetWidthAndThreads() throws {
        var seen: [Float]?
        try forEveryInstructionSet { _ in
            try forEveryTeam { team in
                try withArena { arena in
                    let dropout = Dropout(rate: 0.3, seed: 99, stream: 5)
                    let wide = dropout.makeMask(rows: 9, columns: 200, step: 3, in: arena, team: team)
                    let narrow = dropout.makeMask(rows: 9, columns: 70, step: 3, in: arena, team: team)
                    #expect(narrow.elements() == wide.elements(Array(0..<70)))
                    #expect(wide.elements() == (seen ?? wide.elements()))
                    seen = wide.elements()
                }
            }
        }
    }

    /// Ten rounds of Philox 4×32, written out; counter (group, row, stream with its top bit set, step).
    @Test func isPhilox() throws {
        let seed: UInt64 = 0x0123_4567_89AB_CDEF
        let values = try mask(0.5, rows: 3, columns: 256, seed: seed, stream: 6, step: 11)
        for (row, column) in [(0, 0), (1, 17), (2, 63), (2, 64), (0, 255), (1, 100)] {
            var word: [UInt32] = [UInt32(column / 64 * 16 + column % 16), UInt32(row), 6 | 1 << 31, 11]
            var key = [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)]
            for _ in 0..<10 {
                let first = UInt64(word[0]) * 0xD251_1F53, second = UInt64(word[2]) * 0xCD9E_8D57
                word = [
                    UInt32(second >> 32) ^ word[1] ^ key[0], UInt32(truncatingIfNeeded: second),
                    UInt32(first >> 32) ^ word[3] ^ key[1], UInt32(truncatingIfNeeded: first),
                ]
                key = [key[0] &+ 0x9E37_79B9, key[1] &+ 0xBB67_AE85]
            }
            #expect((values[row * 256 + column] == 0) == (word[column % 64 / 16] < 1 << 31))
        }
    }

    @Test func variationalMaskIsConstantOverTime() throws {
        try withArena { arena in
            let sequences = PackedSequences(lengths: [9, 3, 6, 1])
            let team = ThreadTeam(count: 2)
            for kind in [Dropout.Kind.variational, .plain] {
                let dropout = Dropout(rate: 0.5, kind: kind, seed: 1, stream: 2)
                let mask = dropout.makeMask(sequences, columns: 40, step: 0, in: arena, team: team)
                let x = arena.matrix(rows: sequences.tokens, columns: 40)
                x.fill(Array(repeating: 3.0, count: sequences.tokens * 40))
                dropout.apply(mask, to: x, sequences: sequences, team: team)
                for step in 0..<sequences.steps {
                    for place in 0..<sequences.batchSizes[step] {
                        let row = sequences.row(step: step, place: place)
                        let expected = mask.rows(from: kind == .plain ? row : place, count: 1).elements()
                        #expect(x.rows(from: row, count: 1).elements() == expected.map { 3 * $0 })
                    }
                }
                #expect(mask.rows == (kind == .plain ? 19 : 4))
            }
        }
    }
}
