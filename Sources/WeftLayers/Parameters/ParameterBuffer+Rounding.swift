import WeftTensors

extension ParameterBuffer {
    /// The same parameters with weights and tables in fewer bits: each int8 scale is the largest magnitude of its output,
    /// or row of a table, by 127. Values that are not finite give scales that are not finite.
    package func rounded(to precision: WeightPrecision) throws(ArenaError) -> ParameterBuffer {
        precondition(self.precision == .float32, "weights in \(self.precision) cannot be rounded again")
        let result = try ParameterBuffer(layout, precision: precision)
        for entry in layout.entries {
            let source = self[entry.slot]
            switch result.form(entry.slot) {
            case .float32(let target):
                target.copy(from: source)
                if entry.kept(in: precision) == .bfloat16 { roundToBFloat16(target, count: entry.slot.floats) }
            case .int8(let target): Kernels.quantize(source, into: target)
            case .bfloat16Table(let table):
                for row in 0..<table.rows {
                    Kernels.toBFloat16(
                        source.base + row * source.rowStride, into: table.row(row), count: source.paddedColumns)
                }
            case .int8Table(let table):
                for row in 0..<table.rows {
                    table.scales[row] = Kernels.quantizeTableRow(
                        source.base + row * source.rowStride, into: table.row(row), blocks: source.blocks)
                }
            case .absent: break
            }
        }
        return result
    }

    /// Replaces floats that lie in one run by the nearest that bfloat16 can hold.
    private func roundToBFloat16(_ matrix: Matrix, count: Int) {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: count) { halves in
            guard let base = halves.baseAddress else { return }
            Kernels.toBFloat16(matrix.base, into: base, count: count)
            Kernels.fromBFloat16(base, into: matrix.base, count: count)
        }
    }
}
