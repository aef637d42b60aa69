import WeftKernels

/// Weights in int8 with one scale a column, in panels of 16 columns on an ``Arena``: a quarter of the memory of floats.
///
/// Weight (r, c) stands for `self[r, c] · scale(c)`. Quads of rows lie side by side, as products of bytes want them;
/// `weft_quantized` gives the layout.
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

    /// Rows that lie side by side.
    private static let quad = 4

    private func offset(_ row: Int, _ column: Int) -> Int {
        let quad = QuantizedMatrix.quad
        return column / Matrix.block * blockStride + (row / quad * Matrix.block + column % Matrix.block) * quad
            + row % quad
    }

    /// What one unit of a column is worth.
    package func scale(_ column: Int) -> Float { scales[column / Matrix.block * scaleStride + column % Matrix.block] }

    /// Sets what one unit of a column is worth.
    package func setScale(_ column: Int, to value: Float) {
        scales[column / Matrix.block * scaleStride + column % Matrix.block] = value
    }

    /// Sets `count` weights of a column, from a row on that begins a quad. The last quad's other rows are left alone.
    package func setColumn(_ column: Int, fromRow first: Int, to values: UnsafePointer<Int8>, count: Int) {
        let quad = QuantizedMatrix.quad
        precondition(first % quad == 0 && first + count <= rows && column < columns)
        let source = UnsafeRawPointer(values), target = UnsafeMutableRawPointer(base + offset(first, column))
        for index in 0..<count / quad {
            let bits = source.loadUnaligned(fromByteOffset: quad * index, as: UInt32.self)
            target.storeBytes(of: bits, toByteOffset: quad * Matrix.block * index, as: UInt32.self)
        }
        for index in count / quad * quad..<count { self[first + index, column] = values[index] }
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

/// Rows of activations in 16 bits with the scale and sum of each: the left operand of a product with a
/// ``QuantizedMatrix``.
package struct QuantizedRows: @unchecked Sendable {  // as Matrix: units of a team write disjoint rows
    let base: UnsafeMutablePointer<Int16>
    let scales: UnsafeMutablePointer<Float>
    /// The sums of the rounded activations.
    let sums: UnsafeMutablePointer<Int32>
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
            base: base + first * rowStride, scales: scales + first, sums: sums + first, rows: count,
            columns: columns ?? self.columns, rowStride: rowStride)
    }

    var kernel: weft_quantized_rows {
        weft_quantized_rows(base: base, row: rowStride, scales: scales, sums: sums)
    }
}

extension Arena {
    /// Floats that ``quantized(rows:columns:)`` cuts.
    package static func quantizedFloats(rows: Int, columns: Int) -> Int {
        Matrix.padded(columns) * (quantizedPanelRows(rows) + MemoryLayout<Float>.stride) / MemoryLayout<Float>.stride
    }

    /// Whole quads, each of which is a cache line.
    private static func quantizedPanelRows(_ rows: Int) -> Int { (rows + 3) / 4 * 4 }

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
        Matrix.padded(rows * Matrix.padded(columns) / 2) + 2 * Matrix.padded(rows)
    }

    /// Cuts rows of activations in 16 bits.
    package func quantizedRows(rows: Int, columns: Int) -> QuantizedRows {
        let stride = Matrix.padded(columns)
        let floats = cut(rows * stride / 2)
        return QuantizedRows(
            base: UnsafeMutableRawPointer(floats).bindMemory(to: Int16.self, capacity: rows * stride),
            scales: cut(rows),
            sums: UnsafeMutableRawPointer(cut(rows)).bindMemory(to: Int32.self, capacity: rows), rows: rows,
            columns: columns, rowStride: stride)
    }
}
