import TestSupport
import Testing
import WeftTensors

@Suite struct TransposeTests {
    @Test(arguments: Form.allCases, Form.allCases)
    func transposesEverySize(from: Form, to: Form) throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                for rows in awkwardSizes {
                    for columns in awkwardSizes {
                        let source = from.matrix(rows: rows, columns: columns, in: arena)
                        source.fillCoarse(seed: UInt64(rows * 100 + columns))
                        let destination = to.matrix(rows: columns, columns: rows, in: arena)
                        destination.poison()
                        Kernels.transpose(source, into: destination)
                        let expected = (0..<columns).flatMap { c in (0..<rows).map { source[$0, c] } }
                        #expect(sameBits(destination.elements(), expected), "\(name) \(rows)×\(columns)")
                        #expect(destination.hasZeroPadding(), "\(name) \(rows)×\(columns)")
                        arena.reset()
                    }
                }
            }
        }
    }

    @Test func gathersRowsAndTakesNegativeOnesForZeros() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                for count in [1, 15, 16, 17, 40] {
                    let source = arena.matrix(rows: 23, columns: 19)
                    source.fillCoarse(seed: UInt64(count))
                    var generator = Generator(seed: UInt64(count))
                    let index = (0..<count).map { _ in Int32(generator.below(26) - 3) }
                    let destination = arena.matrix(rows: 19, columns: count)
                    destination.poison()
                    Kernels.transpose(source, index: index, rows: count, into: destination)
                    let expected = (0..<19).flatMap { c in index.map { $0 < 0 ? 0 : source[Int($0), c] } }
                    #expect(sameBits(destination.elements(), expected), "\(name) \(count)")
                    #expect(destination.hasZeroPadding(), "\(name) \(count)")
                    arena.reset()
                }
            }
        }
    }

    @Test(arguments: Form.allCases)
    func columnSumsAddToWhatIsThere(form: Form) throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                for rows in awkwardSizes {
                    let a = form.matrix(rows: rows, columns: 40, in: arena)
                    a.fill(coarseValues(rows * 40, seed: UInt64(rows)))
                    let sums = arena.matrix(rows: 1, columns: 40)
                    sums.fill(coarseValues(40, seed: 99))
                    let expected = (0..<40).map { c in (0..<rows).reduce(Double(sums[0, c])) { $0 + Double(a[$1, c]) } }
                    Kernels.addColumnSums(a, to: sums.base)
                    #expect(difference(sums.elements(), expected) == nil, "\(name) \(rows)")
                    #expect(sums.hasZeroPadding(), "\(name) \(rows)")
                    arena.reset()
                }
            }
        }
    }
}
