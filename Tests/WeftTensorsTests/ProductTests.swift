import TestSupport
import Testing
import WeftTensors

@Suite struct ProductTests {
    /// start + a · b in double precision, over whole blocks of columns.
    private func reference(_ a: Matrix, _ b: Matrix, start: [[Double]]?, inner: Int) -> [Double] {
        (0..<a.rows).flatMap { row in
            (0..<b.paddedColumns).map { column in
                (0..<inner).reduce(start?[row][column] ?? 0) { sum, k in
                    sum + Double(a[row, k]) * Double(b[k, column])
                }
            }
        }
    }

    private func check(
        rows: Int, inner: Int, columns: Int, form: Form, arena: Arena, _ name: String
    ) {
        arena.reset()
        let seed = UInt64(rows * 10_000 + inner * 100 + columns)
        let a = form.matrix(rows: rows, columns: inner, in: arena)
        let b = arena.panels(rows: inner, columns: columns)
        a.fillCoarse(seed: seed)
        b.fill(coarseValues(inner * columns, seed: seed + 1))
        let bias = arena.matrix(rows: 1, columns: columns)
        bias.fill(coarseValues(columns, seed: seed + 2))
        let other = arena.panels(rows: rows, columns: columns)
        other.fill(coarseValues(rows * columns, seed: seed + 3))
        let places = Array(0..<b.paddedColumns)
        let at: Comment = "\(name) \(rows)×\(inner)×\(columns) \(form)"

        let result = form.matrix(rows: rows, columns: columns, in: arena)
        result.poison()
        Kernels.product(a, b, into: result)
        #expect(difference(result.elements(places), reference(a, b, start: nil, inner: inner)) == nil, at)

        let repeated = Array(repeating: bias.doubles[0], count: rows)
        Kernels.product(a, b, into: result, from: .matrix(bias.repeated))
        #expect(difference(result.elements(places), reference(a, b, start: repeated, inner: inner)) == nil, at)

        let old = result.doubles
        Kernels.product(a, b, into: result, from: .result)
        #expect(difference(result.elements(places), reference(a, b, start: old, inner: inner)) == nil, at)

        Kernels.product(a, b, into: result, from: .matrix(other))
        #expect(
            difference(result.elements(places), reference(a, b, start: other.doubles, inner: inner)) == nil, at)
        #expect(result.hasZeroPadding(), at)
    }

    @Test(arguments: Form.allCases)
    func everyNumberOfRows(form: Form) throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                for rows in Array(0...20) + [23, 31, 64, 65] {
                    for columns in [1, 17, 64, 65] {
                        check(rows: rows, inner: 17, columns: columns, form: form, arena: arena, name)
                    }
                }
            }
        }
    }

    @Test func everyInnerSize() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                for inner in awkwardSizes + [700] {
                    for rows in [1, 2, 3, 7, 13] {
                        for columns in [0, 15, 49] {
                            check(rows: rows, inner: inner, columns: columns, form: .rows, arena: arena, name)
                        }
                    }
                }
            }
        }
    }

    /// Strips of rows: more rows than one strip holds.
    @Test func moreRowsThanAStrip() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                check(rows: 205, inner: 9, columns: 33, form: .rows, arena: arena, name)
                check(rows: 53, inner: 2800, columns: 16, form: .rows, arena: arena, name)
            }
        }
    }

    /// The columns of several gates that lie apart, as the recurrent product of one unit block writes them.
    @Test func blocksThatLieApart() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                let a = arena.matrix(rows: 5, columns: 20)
                let b = arena.panels(rows: 20, columns: 96)
                let result = arena.panels(rows: 5, columns: 96, spread: true)
                a.fillCoarse(seed: 1)
                b.fillCoarse(seed: 2)
                result.poison()
                Kernels.product(
                    a, b.everyBlock(2, from: 1, count: 3), into: result.everyBlock(2, from: 1, count: 3), inner: 19)
                let expected = reference(a, b, start: nil, inner: 19)
                for row in 0..<5 {
                    for column in 0..<96 {
                        let found = result[row, column]
                        if column / 16 % 2 == 0 {
                            #expect(found.isNaN, "\(name): column \(column) was written")
                        } else {
                            #expect(Double(found) == expected[row * 96 + column], "\(name) \(row) \(column)")
                        }
                    }
                }
                arena.reset()
            }
        }
    }

    @Test func writesNothingBesides() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                let parent = arena.matrix(rows: 20, columns: 80)
                parent.poison()
                let a = arena.matrix(rows: 6, columns: 31)
                let b = arena.panels(rows: 31, columns: 32)
                a.fillCoarse(seed: 3)
                b.fillCoarse(seed: 4)
                Kernels.product(a, b, into: parent.rows(from: 2, count: 6, step: 3).blocks(from: 1, count: 2))
                for row in 0..<20 {
                    for column in 0..<80 {
                        let isOurs = row >= 2 && row <= 17 && (row - 2) % 3 == 0 && (16..<48).contains(column)
                        #expect(parent[row, column].isNaN != isOurs, "\(name) \(row) \(column)")
                    }
                }
                arena.reset()
            }
        }
    }

    /// A row's result has the same bits in any company: the promise that batches and threads never change a result.
    @Test func aRowDoesNotDependOnItsBatch() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                let a = arena.matrix(rows: 20, columns: 300)
                let b = arena.panels(rows: 300, columns: 80)
                a.fillRandom(seed: 5, scale: 0.9)
                b.fillRandom(seed: 6, scale: 1.1)
                let whole = arena.matrix(rows: 20, columns: 80), part = arena.panels(rows: 20, columns: 80)
                Kernels.product(a, b, into: whole)
                for count in 1...19 {
                    for first in stride(from: 0, through: 20 - count, by: count) {
                        Kernels.product(
                            a.rows(from: first, count: count), b, into: part.rows(from: first, count: count))
                    }
                    let covered = 20 / count * count
                    #expect(
                        sameBits(
                            part.rows(from: 0, count: covered).elements(),
                            whole.rows(from: 0, count: covered).elements()), "\(name) \(count)")
                }
                for block in 0..<5 {
                    Kernels.product(a, b.blocks(from: block, count: 1), into: part.blocks(from: block, count: 1))
                }
                #expect(sameBits(part.elements(), whole.elements()), "\(name): panels one by one")
                arena.reset()
            }
        }
    }

    /// Values that need rounding: the error stays below that of a sum in ascending order.
    @Test func roundingIsThatOfOneSum() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                let a = arena.matrix(rows: 9, columns: 1000)
                let b = arena.panels(rows: 1000, columns: 48)
                a.fillRandom(seed: 7, scale: 1 / 3)
                b.fillRandom(seed: 8, scale: 1 / 7)
                let result = arena.matrix(rows: 9, columns: 48)
                Kernels.product(a, b, into: result)
                let expected = reference(a, b, start: nil, inner: 1000)
                #expect(difference(result.elements(), expected, absolute: 1000 * 0x1p-25 * 0.5) == nil, "\(name)")
                arena.reset()
            }
        }
    }
}
