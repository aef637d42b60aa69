import WeftKernels

/// Weights in int8 with one scale a column, in panels of 16 columns on an ``Arena``: a quarter of the memory of floats.
///
/// Weight (r, c) stands for `self[r, c] · scale(c)`. Pairs of rows lie side by side, as the products of 16-bit pairs
/// want them; `weft_quantized` gives the layout.
package struct QuantizedMatrix: @unchecked Sendable {  // as Matrix: units of a team write disjoint panels
    let base: UnsafeMutablePointer<Int8>
    let scales: UnsafeMutablePointer<Float>
    package let rows: Int
    package let columns: Int
    /// Bytes between panels.
    let blockStride: Int
    /// Floats between the scales of panels.
    let scaleStride: Int

    package var blocks: Int { (columns + Matrix.block - 1) / Matrix.block }

    /// The rounded weight, in -127...127.
    package subscript(row: Int, column: Int) -> Int8 {
        get { base[offset(row, column)] }
        nonmutating set { base[offset(row, column)] = newValue }
    }

    private func offset(_ row: Int, _ column: Int) -> Int {
        column / Matrix.block * blockStride + (row / 2 * Matrix.block + column % Matrix.block) * 2 + row % 2
    }

    /// What one unit of a column is worth.
    package func scale(_ column: Int) -> Float { scales[column / Matrix.block * scaleStride + column % Matrix.block] }

    /// Sets what one unit of a column is worth.
    package func setScale(_ column: Int, to value: Float) {
        scales[column / Matrix.block * scaleStride + column % Matrix.block] = value
    }

    /// Sets `count` weights of a column, from an even row on. An odd last one shares its pair with padding of zero.
    package func setColumn(_ column: Int, fromRow first: Int, to values: UnsafePointer<Int8>, count: Int) {
        precondition(first % 2 == 0 && first + count <= rows && column < columns)
        let source = UnsafeRawPointer(values), target = UnsafeMutableRawPointer(base + offset(first, column))
        for pair in 0..<count / 2 {
            let bits = source.loadUnaligned(fromByteOffset: 2 * pair, as: UInt16.self)
            target.storeBytes(of: bits, toByteOffset: 2 * Matrix.block * pair, as: UInt16.self)
        }
        if count % 2 == 1 { self[first + count - 1, column] = values[count - 1] }
    }

    /// Whole blocks of columns.
    package func blocks(from first: Int, count: Int) -> QuantizedMatrix {
        precondition(first >= 0 && first + count <= blocks, "blocks \(first)..<\(first + count) of \(blocks)")
        return QuantizedMatrix(
            base: base + first * blockStride, scales: scales + first * scaleStride, rows: rows,
            columns: max(0, min(columns - first * Matrix.block, count * Matrix.block)), blockStride: blockStride,
            scaleStride: scaleStride)
    }

    /// `count` blocks of columns, `step` blocks apart.
    package func everyBlock(_ step: Int, from first: Int, count: Int) -> QuantizedMatrix {
        precondition(first >= 0 && first + (count - 1) * step < blocks, "\(count) blocks from \(first) of \(blocks)")
        return QuantizedMatrix(
            base: base + first * blockStride, scales: scales + first * scaleStride, rows: rows,
            columns: count * Matrix.block, blockStride: blockStride * step, scaleStride: scaleStride * step)
    }

    var kernel: weft_quantized {
        weft_quantized(base: base, block: blockStride, scales: scales, scale_block: scaleStride)
    }
}

/// Rows of activations in 16 bits with one scale a row: the left operand of a product with a ``QuantizedMatrix``.
package struct QuantizedRows: @unchecked Sendable {  // as Matrix: units of a team write disjoint rows
    let base: UnsafeMutablePointer<Int16>
    let scales: UnsafeMutablePointer<Float>
    package let rows: Int
    /// The inner size of the product; fewer bits are used the larger it is, so that no sum overflows.
    package let columns: Int
    let rowStride: Int

    /// The rounded activation.
    package subscript(row: Int, column: Int) -> Int16 { base[row * rowStride + column] }

    /// What one unit of a row is worth.
    package func scale(_ row: Int) -> Float { scales[row] }

    /// `count` rows from `first` on, of which the first `columns` columns count.
    package func rows(from first: Int, count: Int, columns: Int? = nil) -> QuantizedRows {
        QuantizedRows(
            base: base + first * rowStride, scales: scales + first, rows: count, columns: columns ?? self.columns,
            rowStride: rowStride)
    }

    var kernel: weft_quantized_rows {
        weft_quantized_rows(base: base, row: rowStride, scales: scales, scale_row: 1)
    }
}

extension Arena {
    /// Floats that ``quantized(rows:columns:)`` cuts.
    package static func quantizedFloats(rows: Int, columns: Int) -> Int {
        Matrix.padded(columns) * (quantizedPanelRows(rows) + MemoryLayout<Float>.stride) / MemoryLayout<Float>.stride
    }

    /// Whole cache lines: four pairs of rows.
    private static func quantizedPanelRows(_ rows: Int) -> Int { (rows + 7) / 8 * 8 }

    /// Cuts weights in int8.
    package func quantized(rows: Int, columns: Int) -> QuantizedMatrix {
        let width = Matrix.padded(columns), height = Arena.quantizedPanelRows(rows)
        let floats = cut(width * height / MemoryLayout<Float>.stride)
        return QuantizedMatrix(
            base: UnsafeMutableRawPointer(floats).bindMemory(to: Int8.self, capacity: width * height),
            scales: cut(width), rows: rows, columns: columns, blockStride: height * Matrix.block,
            scaleStride: Matrix.block)
    }

    /// Floats that ``quantizedRows(rows:columns:)`` cuts.
    package static func quantizedRowsFloats(rows: Int, columns: Int) -> Int {
        Matrix.padded(rows * Matrix.padded(columns) / 2) + Matrix.padded(rows)
    }

    /// Cuts rows of activations in 16 bits.
    package func quantizedRows(rows: Int, columns: Int) -> QuantizedRows {
        let stride = Matrix.padded(columns)
        let floats = cut(rows * stride / 2)
        return QuantizedRows(
            base: UnsafeMutableRawPointer(floats).bindMemory(to: Int16.self, capacity: rows * stride),
            scales: cut(rows), rows: rows, columns: columns, rowStride: stride)
    }
}
