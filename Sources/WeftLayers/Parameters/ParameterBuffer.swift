import WeftTensors

/// Floats for every parameter of a layout: the values, their gradients, or a moment of the optimizer.
package final class ParameterBuffer: Sendable {
    package let layout: ParameterLayout
    private let arena: Arena
    /// All dense parameters as one run of ``denseCount`` floats.
    package nonisolated(unsafe) let dense: UnsafeMutablePointer<Float>  // owned by the arena above
    /// All tables; nil in a buffer without them (gradients).
    package nonisolated(unsafe) let tables: UnsafeMutablePointer<Float>?

    package var denseCount: Int { layout.denseCount }

    /// Makes a buffer of zeros.
    package init(_ layout: ParameterLayout, withTables: Bool = true) throws(ArenaError) {
        self.layout = layout
        arena = try Arena(capacity: layout.denseCount + (withTables ? layout.tableCount : 0) + 2 * Matrix.block)
        dense = arena.cut(layout.denseCount)
        tables = withTables && layout.tableCount > 0 ? arena.cut(layout.tableCount) : nil
    }

    /// A dense parameter: weights as panels [inputs, outputs], biases as one row.
    package subscript(slot: Slot) -> Matrix { matrix(slot, in: dense) }

    /// A table [rows, columns], row-major without the stride rule of arenas: row r lies at r · paddedColumns.
    package func table(_ slot: Slot) -> Matrix {
        guard let tables else { preconditionFailure("a buffer without tables was asked for one") }
        return matrix(slot, in: tables)
    }

    private func matrix(_ slot: Slot, in base: UnsafeMutablePointer<Float>) -> Matrix {
        Matrix(
            base: base + slot.offset, rows: slot.rows, columns: slot.columns,
            rowStride: slot.isPanels ? Matrix.block : Matrix.padded(slot.columns),
            blockStride: slot.isPanels ? slot.rows * Matrix.block : Matrix.block)
    }

    private func matrix(of entry: ParameterEntry) -> Matrix { entry.isTable ? table(entry.slot) : self[entry.slot] }

    /// Sets every dense float to zero.
    package func clearDense() { dense.update(repeating: 0, count: denseCount) }

    /// Sets every float to zero.
    package func clear() {
        clearDense()
        tables?.update(repeating: 0, count: layout.tableCount)
    }

    /// Copies all floats from a buffer of the same layout.
    package func copy(from other: ParameterBuffer) {
        dense.update(from: other.dense, count: denseCount)
        if let tables, let source = other.tables { tables.update(from: source, count: layout.tableCount) }
    }

    /// The parameter in PyTorch's shape and order.
    package func export(_ entry: ParameterEntry) -> [Float] {
        let source = matrix(of: entry)
        let outputs = entry.outputs.positions
        guard let inputs = entry.inputs?.positions else {
            return (0..<source.rows).flatMap { row in outputs.map { source[row, $0] } }
        }
        return outputs.flatMap { output in inputs.map { source[$0, output] } }
    }

    /// Sets the parameter from PyTorch's shape and order; the padding stays zero.
    package func load(_ entry: ParameterEntry, from values: [Float]) {
        precondition(values.count == entry.count, "\(entry.name): \(values.count) values for \(entry.shape)")
        guard let inputs = entry.inputs, entry.slot.isPanels else {
            return loadRows(entry, at: Array(0..<entry.slot.rows), from: values)
        }
        let target = self[entry.slot], width = inputs.count
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for output in entry.outputs.pieces {
                for input in inputs.pieces {
                    let source = Matrix(
                        base: UnsafeMutablePointer(mutating: base) + output.logical * width + input.logical,
                        rows: output.count, columns: input.count, rowStride: width, blockStride: Matrix.block)
                    Kernels.transpose(
                        source,
                        into: target.rows(from: input.stored, count: input.count)
                            .blocks(
                                from: output.stored / Matrix.block, count: Matrix.padded(output.count) / Matrix.block))
                }
            }
        }
    }

    /// Sets some rows of a table, or the one row of a bias, from values in PyTorch's order.
    package func loadRows(_ entry: ParameterEntry, at rows: [Int], from values: [Float]) {
        let target = matrix(of: entry), width = entry.outputs.count
        precondition(values.count == rows.count * width, "\(values.count) values for \(rows.count) rows of \(width)")
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for (index, row) in rows.enumerated() {
                for piece in entry.outputs.pieces {
                    (target.base + row * target.rowStride + piece.stored)
                        .update(from: base + index * width + piece.logical, count: piece.count)
                }
            }
        }
    }
}
