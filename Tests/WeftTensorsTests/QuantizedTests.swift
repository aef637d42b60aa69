import TestSupport
import Testing
import WeftTensors

@Suite struct QuantizedTests {
    /// The formula of the kernel, one operation at a time: its bits are to be those of every instruction set.
    private func reference(_ a: QuantizedRows, _ b: QuantizedMatrix, start: [[Float]]?) -> [Float] {
        (0..<a.rows).flatMap { row in
            (0..<b.blocks * Matrix.block).map { column in
                var sum: Int32 = 0
                for k in 0..<a.columns { sum += Int32(a[row, k]) * Int32(b[k, column]) }  // traps on overflow
                let product = Float(sum) * (b.scale(column) * a.scale(row))
                return start.map { $0[row][column] + product } ?? product
            }
        }
    }

    private func check(rows: Int, inner: Int, columns: Int, form: Form, arena: Arena, _ name: String) {
        arena.reset()
        let seed = UInt64(rows * 10_000 + inner * 100 + columns)
        let weights = arena.panels(rows: inner, columns: columns)
        weights.fillRandom(seed: seed, scale: 0.3)
        let x = form.matrix(rows: rows, columns: inner, in: arena)
        x.fillRandom(seed: seed + 1, scale: 1.7)
        for row in 0..<rows { for column in inner..<x.paddedColumns { x[row, column] = .nan } }
        let b = arena.quantized(rows: inner, columns: columns)
        let a = arena.quantizedRows(rows: rows, columns: inner)
        Kernels.quantize(weights, into: b)
        Kernels.quantize(x, into: a)
        let places = Array(0..<weights.paddedColumns)
        let result = form.matrix(rows: rows, columns: columns, in: arena)
        let bias = arena.matrix(rows: 1, columns: columns)
        bias.fillRandom(seed: seed + 2)
        let at: Comment = "\(name) \(rows)×\(inner)×\(columns) \(form)"
        result.poison()
        Kernels.product(a, b, into: result)
        #expect(sameBits(result.elements(places), reference(a, b, start: nil)), at)
        let biases = Array(repeating: bias.elements(places), count: rows)
        Kernels.product(a, b, into: result, from: .matrix(bias.repeated))
        #expect(sameBits(result.elements(places), reference(a, b, start: biases)), at)
        let old = (0..<rows).map { result.rows(from: $0, count: 1).elements(places) }
        Kernels.product(a, b, into: result, from: .result)
        #expect(sameBits(result.elements(places), reference(a, b, start: old)), at)
        #expect(result.hasZeroPadding(), at)
    }

    @Test(arguments: Form.allCases)
    func theProductHasTheBitsOfItsFormula(form: Form) throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                for rows in [0, 1, 2, 3, 4, 5, 7, 8, 9, 13] {
                    for columns in [0, 1, 17, 64, 130, 200] {
                        check(rows: rows, inner: 17, columns: columns, form: form, arena: arena, name)
                    }
                }
                for inner in awkwardSizes + [513] {
                    check(rows: 3, inner: inner, columns: 49, form: form, arena: arena, name)
                }
            }
        }
    }

    /// All weights and activations at their limits, of one sign: the largest sums there are.
    @Test(arguments: [1, 2, 517, 1024, 4096, 16_384])
    func sumsNeverOverflow(inner: Int) throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                let weights = arena.panels(rows: inner, columns: 16), x = arena.matrix(rows: 2, columns: inner)
                weights.fill(repeatElement(Float(-0.75), count: inner * 16))
                x.fill(repeatElement(Float(3), count: 2 * inner))
                let b = arena.quantized(rows: inner, columns: 16), a = arena.quantizedRows(rows: 2, columns: inner)
                Kernels.quantize(weights, into: b)
                Kernels.quantize(x, into: a)
                #expect(a[1, inner - 1] >= 1023 && b[inner - 1, 15] == -127, "\(name)")
                let result = arena.matrix(rows: 2, columns: 16)
                Kernels.product(a, b, into: result)
                #expect(
                    difference(result.elements(), Array(repeating: -2.25 * Double(inner), count: 32), relative: 1e-6)
                        == nil, "\(name)")
            }
        }
    }

    /// Each weight is off by at most half a step, each activation too, so the error of a sum is bounded.
    @Test func theErrorIsThatOfTheRounding() throws {
        try withArena { arena in
            let inner = 300
            let weights = arena.panels(rows: inner, columns: 48), x = arena.matrix(rows: 5, columns: inner)
            weights.fillRandom(seed: 1, scale: 0.1)
            x.fillRandom(seed: 2)
            let exact = arena.matrix(rows: 5, columns: 48), rounded = arena.matrix(rows: 5, columns: 48)
            let b = arena.quantized(rows: inner, columns: 48), a = arena.quantizedRows(rows: 5, columns: inner)
            forEveryInstructionSet { name in
                Kernels.quantize(weights, into: b)
                Kernels.quantize(x, into: a)
                for k in 0..<inner {
                    for c in 0..<48 {
                        #expect(abs(Float(b[k, c]) * b.scale(c) - weights[k, c]) <= b.scale(c) * 0.501, "\(name)")
                    }
                }
                Kernels.product(x, weights, into: exact)
                Kernels.product(a, b, into: rounded)
                let bound = Double(inner) * (0.5 * 0.1 / 127 + 0.1 * 0.5 / 32_767) * 1.01
                #expect(difference(rounded.elements(), exact.elements(), absolute: bound) == nil, "\(name)")
            }
        }
    }

    @Test func zerosStayZeroAndWhatIsNotFiniteShows() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                let weights = arena.panels(rows: 6, columns: 32), x = arena.matrix(rows: 5, columns: 6)
                weights.fillRandom(seed: 1)
                for row in 0..<6 { weights[row, 3] = 0 }
                weights[2, 20] = .infinity
                x.fillRandom(seed: 2)
                for column in 0..<6 {
                    x[1, column] = 0
                    x[2, column] = 0x1p-140
                }
                x[3, 5] = .nan
                x[4, 0] = -.infinity
                let b = arena.quantized(rows: 6, columns: 32), a = arena.quantizedRows(rows: 5, columns: 6)
                Kernels.quantize(weights, into: b)
                Kernels.quantize(x, into: a)
                let result = arena.matrix(rows: 5, columns: 32)
                Kernels.product(a, b, into: result)
                for column in 0..<32 {
                    for row in 0..<5 {
                        let isSpoilt = column == 20 || row >= 3
                        #expect(result[row, column].isNaN == isSpoilt, "\(name) \(row) \(column)")
                        if !isSpoilt, row == 1 || row == 2 || column == 3 { #expect(result[row, column] == 0) }
                    }
                }
            }
        }
    }

    @Test func blocksThatLieApart() throws {
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                let weights = arena.panels(rows: 9, columns: 96), x = arena.matrix(rows: 2, columns: 9)
                weights.fillRandom(seed: 1)
                x.fillRandom(seed: 2)
                let b = arena.quantized(rows: 9, columns: 96), a = arena.quantizedRows(rows: 2, columns: 9)
                Kernels.quantize(weights, into: b)
                Kernels.quantize(x, into: a)
                let whole = arena.matrix(rows: 2, columns: 96), part = arena.panels(rows: 2, columns: 96)
                Kernels.product(a, b, into: whole)
                for first in 0..<2 {
                    Kernels.product(
                        a, b.everyBlock(2, from: first, count: 3), into: part.everyBlock(2, from: first, count: 3))
                }
                #expect(sameBits(part.elements(), whole.elements()), "\(name)")
                Kernels.product(a, b.blocks(from: 2, count: 3), into: part.blocks(from: 0, count: 3))
                #expect(sameBits(part.blocks(from: 0, count: 3).elements(), whole.blocks(from: 2, count: 3).elements()))
            }
        }
    }
}

@Suite struct TableStorageTests {
    @Test func bfloat16RoundsToNearestEven() {
        // 1 + 2^-7 is the number after 1; halves between two numbers go to the even one.
        let cases: [(Float, UInt16)] = [
            (0, 0), (-0.0, 0x8000), (1, 0x3F80), (1 + 0x1p-8, 0x3F80), (1 + 0x1p-8 + 0x1p-20, 0x3F81),
            (1 + 0x1.8p-7, 0x3F82), (-1.5, 0xBFC0), (.infinity, 0x7F80), (-.infinity, 0xFF80),
            (.greatestFiniteMagnitude, 0x7F80), (Float(bitPattern: 0x8000), 0), (Float(bitPattern: 0x8001), 1),
            (0.1, 0x3DCD), (3.14159265, 0x4049), (-1e-3, 0xBA83), (65_504, 0x4780),
        ]
        forEveryInstructionSet { name in
            var found = [UInt16](repeating: 0, count: 16), back = [Float](repeating: 0, count: 16)
            Kernels.toBFloat16(cases.map(\.0), into: &found, count: 16)
            #expect(found == cases.map(\.1), "\(name)")
            Kernels.fromBFloat16(found, into: &back, count: 16)
            #expect(sameBits(back, cases.map { Float(bitPattern: UInt32($0.1) << 16) }), "\(name)")
            let payloads = [0x7F80_0001, 0x7FFF_FFFF, 0xFFC0_0000, 0xFFFF_8000].map { Float(bitPattern: $0) }
            Kernels.toBFloat16(payloads + payloads + payloads + payloads, into: &found, count: 16)
            #expect(found.allSatisfy { Float(bitPattern: UInt32($0) << 16).isNaN }, "\(name)")
        }
    }

    @Test(arguments: Form.allCases)
    func gathersRows(form: Form) throws {
        let rows = 7, blocks = 3
        let values = randomValues(rows * blocks * 16, seed: 1)
        let index: [Int32] = [3, -1, 6, 0, 3, 2]
        try withArena { arena in
            forEveryInstructionSet { name in
                arena.reset()
                var half = [UInt16](repeating: 0, count: values.count)
                var bytes = [Int8](repeating: 0, count: values.count), scales: [Float] = []
                Kernels.toBFloat16(values, into: &half, count: values.count)
                bytes.withUnsafeMutableBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    for row in 0..<rows {
                        let from = Array(values[row * blocks * 16..<(row + 1) * blocks * 16])
                        scales.append(
                            Kernels.quantizeTableRow(from, into: base + row * blocks * 16, blocks: blocks))
                    }
                }
                let result = form.matrix(rows: index.count, columns: blocks * 16, in: arena)
                for isHalf in [true, false] {
                    result.poison()
                    if isHalf {
                        Kernels.gather(bfloat16: half, index: index, into: result)
                    } else {
                        Kernels.gather(int8: bytes, scales: scales, index: index, into: result)
                    }
                    for (r, row) in index.map({ Int($0) }).enumerated() {
                        for column in 0..<blocks * 16 {
                            let place = row * blocks * 16 + column
                            let expected =
                                row < 0
                                ? 0
                                : isHalf
                                    ? Float(bitPattern: UInt32(half[place]) << 16) : Float(bytes[place]) * scales[row]
                            #expect(result[r, column] == expected, "\(name) \(r) \(column)")
                            if row >= 0 { #expect(abs(expected - values[place]) < 0.005) }
                        }
                    }
                }
            }
        }
    }
}
