import WeftKernels

/// A window of floats on an ``Arena``, cut into blocks of 16 columns.
///
/// Element (r, c) lies `r · rowStride + (c / 16) · blockStride + c % 16` floats after the base. Two forms occur:
/// *row-major* (blockStride 16), for activations, and *panels* (rowStride 16), for packed weights and gates. Columns are
/// padded to a multiple of 16; the padding of weights stays zero, so padding never reaches a result.
///
/// A matrix owns nothing and is valid as long as its arena. It is copied freely into the units of a ``ThreadTeam``,
/// which write disjoint parts of it.
package struct Matrix: @unchecked Sendable {  // the units of a team write disjoint rows or panels
    // Four words in all, which Swift passes in registers. A fifth would send every window through memory, and a step of a
    // small layer makes dozens of them.
    package let base: UnsafeMutablePointer<Float>
    private let rowCount: Int32
    private let columnCount: Int32
    package let rowStride: Int
    package let blockStride: Int

    package var rows: Int { Int(rowCount) }
    /// Logical columns; storage holds ``paddedColumns``.
    package var columns: Int { Int(columnCount) }

    package init(base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, rowStride: Int, blockStride: Int) {
        self.base = base
        rowCount = Int32(rows)
        columnCount = Int32(columns)
        self.rowStride = rowStride
        self.blockStride = blockStride
    }

    /// Columns of a block, the unit of storage.
    package static let block = Int(WEFT_BLOCK)

    /// `count` rounded up to whole blocks.
    package static func padded(_ count: Int) -> Int { (count + block - 1) / block * block }

    package var blocks: Int { (columns + Matrix.block - 1) / Matrix.block }
    package var paddedColumns: Int { blocks * Matrix.block }
    package var isRowMajor: Bool { blockStride == Matrix.block }

    package subscript(row: Int, column: Int) -> Float {
        get { base[offset(row, column)] }
        nonmutating set { base[offset(row, column)] = newValue }
    }

    func offset(_ row: Int, _ column: Int) -> Int {
        row * rowStride + column / Matrix.block * blockStride + column % Matrix.block
    }

    /// The rows from `first` on, `count` of them, `step` apart.
    package func rows(from first: Int, count: Int, step: Int = 1) -> Matrix {
        Matrix(
            base: base + first * rowStride, rows: count, columns: columns, rowStride: rowStride * step,
            blockStride: blockStride)
    }

    /// Whole blocks of columns.
    package func blocks(from first: Int, count: Int) -> Matrix {
        precondition(first >= 0 && first + count <= blocks, "blocks \(first)..<\(first + count) of \(blocks)")
        return Matrix(
            base: base + first * blockStride, rows: rows,
            columns: max(0, min(columns - first * Matrix.block, count * Matrix.block)),
            rowStride: rowStride, blockStride: blockStride)
    }

    /// `count` blocks of columns, `step` blocks apart.
    package func everyBlock(_ step: Int, from first: Int, count: Int) -> Matrix {
        precondition(first >= 0 && first + (count - 1) * step < blocks, "\(count) blocks from \(first) of \(blocks)")
        return Matrix(
            base: base + first * blockStride, rows: rows, columns: count * Matrix.block, rowStride: rowStride,
            blockStride: blockStride * step)
    }

    /// The first row at every index: a bias that meets each row of a product.
    package var repeated: Matrix {
        Matrix(base: base, rows: rows, columns: columns, rowStride: 0, blockStride: blockStride)
    }

    /// The first row as so many rows.
    package func repeated(_ count: Int) -> Matrix {
        Matrix(base: base, rows: count, columns: columns, rowStride: 0, blockStride: blockStride)
    }

    /// Sets all elements, padding included, to zero.
    package func clear() {
        if isRowMajor {
            for row in 0..<rows { (base + row * rowStride).update(repeating: 0, count: paddedColumns) }
        } else {
            for index in 0..<blocks {
                let start = base + index * blockStride
                if rowStride == Matrix.block {
                    start.update(repeating: 0, count: rows * Matrix.block)
                } else {
                    for row in 0..<rows { (start + row * rowStride).update(repeating: 0, count: Matrix.block) }
                }
            }
        }
    }

    /// Copies the elements, padding included, of a matrix of the same size in any form.
    package func copy(from other: Matrix) {
        precondition(
            rows == other.rows && blocks == other.blocks, "\(rows)×\(blocks) against \(other.rows)×\(other.blocks)")
        for row in 0..<rows {
            for index in 0..<blocks {
                (base + row * rowStride + index * blockStride)
                    .update(from: other.base + row * other.rowStride + index * other.blockStride, count: Matrix.block)
            }
        }
    }

    var kernel: weft_matrix { weft_matrix(base: base, row: rowStride, block: blockStride) }
}
