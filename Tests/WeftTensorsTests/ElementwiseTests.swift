import Foundation
import TestSupport
import Testing
import WeftTensors

@Suite struct ElementwiseTests {
    private typealias Function = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void

    /// Applies a kernel to values of any number: the rest of the last block is zero.
    private func apply(_ values: [Float], _ function: Function) -> [Float] {
        let padded = values + Array(repeating: 0, count: Matrix.padded(values.count) - values.count)
        var result = padded
        function(padded, &result, padded.count)
        return Array(result.prefix(values.count))
    }

    private let sigmoid: Function = { Kernels.sigmoid($0, into: $1, count: $2) }
    private let tanh: Function = { Kernels.tanh($0, into: $1, count: $2) }
    private let exp: Function = { Kernels.exp($0, into: $1, count: $2) }

    /// Even steps, and magnitudes from the smallest to the largest of interest.
    private var sweep: [Float] {
        let even = (-100_000...100_000).map { Float($0) * 0.001 + 0.000_37 }
        let magnitudes = (-149...6).flatMap { power in
            [1, 1.3, 1.7].flatMap { [Float($0 * pow(2, Double(power))), Float(-$0 * pow(2, Double(power)))] }
        }
        return even + magnitudes + [0, -0.0]
    }

    @Test func sigmoidIsWithinTwoTenMillionths() {
        let x = sweep
        forEveryInstructionSet { name in
            let expected = x.map { 1 / (1 + Foundation.exp(-Double($0))) }
            #expect(difference(apply(x, sigmoid), expected, absolute: 2e-7) == nil, "\(name)")
        }
    }

    @Test func tanhIsWithinTwoTenMillionths() {
        let x = sweep
        forEveryInstructionSet { name in
            let expected = x.map { Foundation.tanh(Double($0)) }
            #expect(difference(apply(x, tanh), expected, absolute: 2e-7) == nil, "\(name)")
        }
    }

    @Test func expIsWithinTwoUnitsInTheLastPlace() {
        let x = sweep.filter { abs($0) <= 87 } + [87.5, 88]
        forEveryInstructionSet { name in
            let expected = x.map { Foundation.exp(Double($0)) }
            #expect(difference(apply(x, exp), expected, relative: 2 * 0x1p-23) == nil, "\(name)")
        }
    }

    @Test func infinitiesSaturate() {
        let x: [Float] = [.infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
        forEveryInstructionSet { name in
            #expect(difference(apply(x, sigmoid), [1, 0, 1, 0.0], absolute: 1e-37) == nil, "\(name)")
            #expect(apply(x, tanh) == [1, -1, 1, -1], "\(name)")
            // Clamped to e^88 and e^-87, as the kernel's description says.
            let ends = [Foundation.exp(88.0), Foundation.exp(-87.0)]
            #expect(difference(apply(x, exp), ends + ends, relative: 1e-6) == nil, "\(name)")
        }
    }

    /// NaNs of every payload, quiet and signalling, positive and negative.
    @Test func nothingButNaNComesOfNaN() {
        let payloads: [UInt32] = [0x7FC0_0000, 0xFFC0_0000, 0x7FC0_0001, 0xFFFF_FFFF, 0x7F80_0001, 0x7FAA_AAAB]
        forEveryInstructionSet { name in
            let x = payloads.map { Float(bitPattern: $0) }
            for function in [sigmoid, tanh, exp] {
                #expect(apply(x, function).allSatisfy { $0.isNaN }, "\(name)")
            }
            #expect(!apply([1, .nan, 2], exp)[0].isNaN, "\(name): NaN stays in its lane")
        }
    }

    @Test(arguments: [0, 16, 32, 48, 1024, 1040, 4112])
    func sumsAndScalings(count: Int) {
        let x = coarseValues(count, seed: 1), y = coarseValues(count, seed: 2)
        forEveryInstructionSet { name in
            var sum = y, product = y
            Kernels.addScaled(x, by: 0.25, to: &sum, count: count)
            Kernels.multiply(&product, by: x, count: count)
            #expect(difference(sum, zip(x, y).map { Double($1) + 0.25 * Double($0) }) == nil, "\(name)")
            #expect(difference(product, zip(x, y).map { Double($0) * Double($1) }) == nil, "\(name)")
            let dot = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            #expect(Double(Kernels.dot(x, y, count: count)) == dot, "\(name)")
            let squares = x.reduce(0) { $0 + Double($1) * Double($1) }
            #expect(Kernels.sumOfSquares(x, count: count) == squares, "\(name)")
        }
    }

    @Test func functionsWorkInPlace() {
        let x = randomValues(64, seed: 3, scale: 5)
        forEveryInstructionSet { name in
            for function in [sigmoid, tanh, exp] {
                var inPlace = x
                inPlace.withUnsafeMutableBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    function(base, base, buffer.count)
                }
                #expect(sameBits(inPlace, apply(x, function)), "\(name)")
            }
        }
    }

    /// Matrices in rows, in panels, and every other row of either.
    @Test(arguments: [1, 2, 7], [16, 48]) func functionsReachEveryForm(rows: Int, columns: Int) throws {
        try withArena { arena in
            func forms() -> [Matrix] {
                [
                    arena.matrix(rows: rows, columns: columns), arena.panels(rows: rows, columns: columns),
                    arena.matrix(rows: 2 * rows, columns: columns).rows(from: 1, count: rows, step: 2),
                    arena.panels(rows: 2 * rows, columns: columns).rows(from: 1, count: rows, step: 2),
                    arena.panels(rows: rows, columns: columns + 32).blocks(from: 1, count: columns / 16),
                ]
            }
            let values = randomValues(rows * columns, seed: 3, scale: 5)
            withBestInstructionSet {
                for x in forms() {
                    for y in forms() {
                        x.fill(values)
                        y.poison()
                        Kernels.tanh(x, into: y)
                        #expect(sameBits(y.elements(), apply(values, tanh)))
                        Kernels.tanh(x)
                        #expect(sameBits(x.elements(), apply(values, tanh)))
                        x.fill(values)
                        Kernels.sigmoid(x)
                        #expect(sameBits(x.elements(), apply(values, sigmoid)))
                    }
                }
            }
        }
    }
}
