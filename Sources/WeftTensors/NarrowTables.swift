/// Rows of a table in bfloat16 on an ``Arena``: half the memory of floats.
package struct BFloat16Table: @unchecked Sendable {  // as Matrix: writers own disjoint rows
    private let base: UnsafeMutablePointer<UInt16>
    package let rows: Int
    package let columns: Int

    fileprivate init(base: UnsafeMutablePointer<UInt16>, rows: Int, columns: Int) {
        self.base = base
        self.rows = rows
        self.columns = columns
    }

    /// The values of a row, then the padding, which stays zero.
    package func row(_ row: Int) -> UnsafeMutablePointer<UInt16> { base + row * Matrix.padded(columns) }

    /// Row r of `result` = row `ids[r]` as floats.
    package func gather(_ ids: UnsafePointer<Int32>, into result: Matrix) {
        Kernels.gather(bfloat16: base, index: ids, into: result)
    }
}

/// Rows of a table in int8 with one scale a row on an ``Arena``: a quarter of the memory of floats.
package struct QuantizedTable: @unchecked Sendable {  // as Matrix: writers own disjoint rows
    private let base: UnsafeMutablePointer<Int8>
    /// What one unit of each row is worth.
    package let scales: UnsafeMutablePointer<Float>
    package let rows: Int
    package let columns: Int

    fileprivate init(
        base: UnsafeMutablePointer<Int8>, scales: UnsafeMutablePointer<Float>, rows: Int, columns: Int
    ) {
        self.base = base
        self.scales = scales
        self.rows = rows
        self.columns = columns
    }

    /// The rounded values of a row, then the padding, which stays zero.
    package func row(_ row: Int) -> UnsafeMutablePointer<Int8> { base + row * Matrix.padded(columns) }

    /// Row r of `result` = row `ids[r]` as floats.
    package func gather(_ ids: UnsafePointer<Int32>, into result: Matrix) {
        Kernels.gather(int8: base, scales: scales, index: ids, into: result)
    }
}

extension Arena {
    /// Floats that ``bfloat16Table(rows:columns:)`` cuts.
    package static func bfloat16TableFloats(rows: Int, columns: Int) -> Int {
        Matrix.padded(rows * Matrix.padded(columns) / 2)
    }

    /// Cuts a table in bfloat16.
    package func bfloat16Table(rows: Int, columns: Int) -> BFloat16Table {
        let count = rows * Matrix.padded(columns)
        let floats = UnsafeMutableRawPointer(cut(count / 2))
        return BFloat16Table(
            base: floats.bindMemory(to: UInt16.self, capacity: count), rows: rows, columns: columns)
    }

    /// Floats that ``quantizedTable(rows:columns:)`` cuts.
    package static func quantizedTableFloats(rows: Int, columns: Int) -> Int {
        Matrix.padded(rows * Matrix.padded(columns) / 4) + Matrix.padded(rows)
    }

    /// Cuts a table in int8.
    package func quantizedTable(rows: Int, columns: Int) -> QuantizedTable {
        let count = rows * Matrix.padded(columns)
        let floats = UnsafeMutableRawPointer(cut(count / 4))
        return QuantizedTable(
            base: floats.bindMemory(to: Int8.self, capacity: count), scales: cut(rows), rows: rows, columns: columns)
    }
}
