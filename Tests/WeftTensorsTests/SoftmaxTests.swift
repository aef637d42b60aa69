import Foundation
import TestSupport
import Testing
import WeftTensors

@Suite struct SoftmaxTests {
    static let widths = [1, 2, 15, 16, 17, 10_000]

    /// Rows of ordinary, far apart, huge, equal and infinitely small logits.
    private func logits(_ columns: Int) -> [[Float]] {
        func row(_ make: (Int) -> Float) -> [Float] { (0..<columns).map(make) }
        let draws = randomValues(columns, seed: UInt64(columns), scale: 8)
        return [
            draws, row { draws[$0] * 100 }, row { $0 == columns / 2 ? 1e30 : -1e30 }, row { _ in 3 },
            row { _ in -3e38 }, row { $0 % 3 == 1 ? -.infinity : draws[$0] }, row { draws[$0] + 1000 },
        ]
    }

    private func probabilities(_ row: [Float]) -> (values: [Double], logs: [Double]) {
        let largest = row.map(Double.init).max() ?? 0
        let exponentials = row.map { exp(Double($0) - largest) }
        let sum = exponentials.reduce(0, +)
        // Huge logits would swallow the logarithm if it were added to the largest of them.
        return (exponentials.map { $0 / sum }, row.map { Double($0) - largest - log(sum) })
    }

    @Test(arguments: widths, Form.allCases)
    func softmaxAgreesWithDouble(columns: Int, form: Form) throws {
        let rows = logits(columns)
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                let matrix = form.matrix(rows: rows.count, columns: columns, in: arena)
                matrix.poison()
                for (r, row) in rows.enumerated() { for (c, x) in row.enumerated() { matrix[r, c] = x } }
                Kernels.softmax(matrix)
                let expected = rows.flatMap { probabilities($0).values }
                #expect(difference(matrix.elements(), expected, relative: 4e-6, absolute: 1e-30) == nil, "\(name)")
                #expect(matrix.hasZeroPadding(), "\(name)")
            }
        }
    }

    @Test func noRowsAreNothing() throws {
        try withArena { arena in
            forEveryInstructionSet { _ in Kernels.softmax(arena.matrix(rows: 0, columns: 5)) }
        }
    }

    @Test func aNotANumberSpoilsItsRowAlone() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                let matrix = arena.matrix(rows: 3, columns: 20)
                matrix.fillRandom(seed: 4)
                matrix[1, 7] = .nan
                Kernels.softmax(matrix)
                for row in 0..<3 {
                    for column in 0..<20 { #expect(matrix[row, column].isNaN == (row == 1), "\(name)") }
                }
            }
        }
    }

    private struct Options {
        var smoothing: Float = 0
        var isWeighted = false
        var scale: Float = 1
    }

    @Test(arguments: widths, [0, 0.1] as [Float])
    func crossEntropyAgreesWithDouble(columns: Int, smoothing: Float) throws {
        let rows = logits(columns).filter { !$0.contains(-.infinity) && ($0.max() ?? 0) < 1e20 && $0[0] > -1e38 }
        for isWeighted in [false, true] {
            try check(
                rows, columns: columns, Options(smoothing: smoothing, isWeighted: isWeighted, scale: 0.25))
        }
    }

    /// Logits of ±1e30: the loss is 0, or 2e30, and nothing overflows.
    @Test(arguments: [2, 17, 10_000])
    func crossEntropyOfExtremeLogits(columns: Int) throws {
        let row = (0..<columns).map { $0 == columns / 2 ? 1e30 : -1e30 as Float }
        try check([row, row.map { -$0 }], columns: columns, Options())
        try check(Array(repeating: row, count: 6), columns: columns, Options())
    }

    private func check(_ rows: [[Float]], columns: Int, _ options: Options) throws {
        let weights = (0..<columns).map { options.isWeighted ? 0.5 + Float($0 % 7) / 4 : 1 }
        let targets = rows.indices.map { Int32(($0 * 5 + columns / 2) % columns) }
        let s = Double(options.smoothing), share = s / Double(columns)
        let total = weights.reduce(0) { $0 + Double($1) }
        var losses: [Double] = [], gradients: [Double] = []
        for (row, target) in zip(rows, targets) {
            let (p, logs) = probabilities(row)
            let weight = (1 - s) * Double(weights[Int(target)])
            var loss = -weight * logs[Int(target)]
            if s > 0 {
                loss -= share * zip(weights, logs).reduce(0) { $0 + Double($1.0) * $1.1 }
            }
            losses.append(loss)
            for column in 0..<columns {
                let wanted = (column == Int(target) ? weight : 0) + share * Double(weights[column])
                gradients.append(Double(options.scale) * (p[column] * (weight + share * total) - wanted))
            }
        }
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                let matrix = arena.matrix(rows: rows.count, columns: columns)
                matrix.poison()
                for (r, row) in rows.enumerated() { for (c, x) in row.enumerated() { matrix[r, c] = x } }
                var found = [Float](repeating: .nan, count: rows.count)
                Kernels.crossEntropy(
                    matrix, targets: targets, classWeights: options.isWeighted ? weights : nil,
                    smoothing: options.smoothing, scale: options.scale, losses: &found)
                #expect(difference(found, losses, relative: 4e-6, absolute: 2e-6) == nil, "\(name) losses")
                #expect(difference(matrix.elements(), gradients, relative: 4e-6, absolute: 2e-7) == nil, "\(name)")
                #expect(matrix.hasZeroPadding(), "\(name)")
            }
        }
    }
}
