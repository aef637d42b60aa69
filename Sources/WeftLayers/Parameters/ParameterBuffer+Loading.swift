import WeftTensors

/// The numbers of a parameter, or of some rows of a table, lent for a call: ``ParameterValues`` without owning them, so
/// that a reader of files may keep one room for all parameters.
package enum ParameterView {
    case float32(UnsafeBufferPointer<Float>)
    case bfloat16(UnsafeBufferPointer<UInt16>)
    case int8(UnsafeBufferPointer<Int8>, scales: UnsafeBufferPointer<Float>)

    fileprivate var count: Int {
        switch self {
        case .float32(let values): values.count
        case .bfloat16(let values): values.count
        case .int8(let values, _): values.count
        }
    }
}

extension ParameterValues {
    fileprivate func withView(_ body: (ParameterView) -> Void) {
        switch self {
        case .float32(let values): values.withUnsafeBufferPointer { body(.float32($0)) }
        case .bfloat16(let values): values.withUnsafeBufferPointer { body(.bfloat16($0)) }
        case .int8(let values, let scales):
            values.withUnsafeBufferPointer { values in
                scales.withUnsafeBufferPointer { body(.int8(values, scales: $0)) }
            }
        }
    }
}

extension ParameterBuffer {
    /// Sets the parameter from floats; the padding stays zero.
    package func load(_ entry: ParameterEntry, from values: [Float]) { load(entry, from: .float32(values)) }

    /// Sets the parameter from the numbers that it is kept in; the padding stays zero.
    package func load(_ entry: ParameterEntry, from values: ParameterValues) {
        values.withView { load(entry, from: $0) }
    }

    /// Sets the parameter from numbers that are lent; the padding stays zero.
    package func load(_ entry: ParameterEntry, from values: ParameterView) {
        guard let inputs = entry.inputs, entry.slot.isPanels else {
            return loadRows(entry, at: 0..<entry.slot.rows, from: values)
        }
        precondition(values.count == entry.count, "\(entry.name): \(values.count) values for \(entry.shape)")
        switch (form(entry.slot), values) {
        case (.float32(let matrix), .float32(let values)):
            guard let base = values.baseAddress else { return }
            for output in entry.outputs.pieces {
                transpose(base + output.logical * inputs.count, output, inputs: inputs, into: matrix)
            }
        case (.float32(let matrix), .bfloat16(let values)):
            load(values, inputs: inputs, outputs: entry.outputs, into: matrix)
        case (.int8(let matrix), .int8(let values, let scales)):
            load(values, scales: scales, inputs: inputs, outputs: entry.outputs, into: matrix)
        default: preconditionFailure("\(entry.name): values of another kind than its \(precision)")
        }
    }

    /// Sets some rows of a table, or the one row of a bias, from values in PyTorch's order.
    package func loadRows(_ entry: ParameterEntry, at rows: [Int], from values: ParameterValues) {
        values.withView { loadRows(entry, at: rows, from: $0) }
    }

    private func loadRows(_ entry: ParameterEntry, at rows: some Collection<Int>, from values: ParameterView) {
        let width = entry.outputs.count
        precondition(values.count == rows.count * width, "\(values.count) values for \(rows.count) rows of \(width)")
        for piece in entry.outputs.pieces {
            switch (form(entry.slot), values) {
            case (.float32(let matrix), .float32(let values)):
                copyRows(rows, of: values, width: width, piece) { matrix.base + $0 * matrix.rowStride }
            case (.bfloat16Table(let table), .bfloat16(let values)):
                copyRows(rows, of: values, width: width, piece) { table.row($0) }
            case (.int8Table(let table), .int8(let values, _)):
                copyRows(rows, of: values, width: width, piece) { table.row($0) }
            default: preconditionFailure("\(entry.name): values of another kind than its \(precision)")
            }
        }
        guard case .int8Table(let table) = form(entry.slot), case .int8(_, let scales) = values else { return }
        for (row, scale) in zip(rows, scales) { table.scales[row] = scale }
    }

    private func copyRows<Element>(
        _ rows: some Collection<Int>, of values: UnsafeBufferPointer<Element>, width: Int, _ piece: Features.Piece,
        to target: (Int) -> UnsafeMutablePointer<Element>
    ) {
        guard let base = values.baseAddress else { return }
        for (index, row) in rows.enumerated() {
            (target(row) + piece.stored).update(from: base + index * width + piece.logical, count: piece.count)
        }
    }

    /// Puts rows of floats, the outputs of one piece, into the panels of their columns.
    private func transpose(
        _ rows: UnsafePointer<Float>, _ output: Features.Piece, inputs: Features, into target: Matrix
    ) {
        let panels = target.blocks(
            from: output.stored / Matrix.block, count: Matrix.padded(output.count) / Matrix.block)
        for input in inputs.pieces {
            let source = Matrix(
                base: UnsafeMutablePointer(mutating: rows) + input.logical, rows: output.count, columns: input.count,
                rowStride: inputs.count, blockStride: Matrix.block)
            Kernels.transpose(source, into: panels.rows(from: input.stored, count: input.count))
        }
    }

    /// Widens the outputs of one panel at a time, so that the floats between are still in the cache when they are put
    /// into their panel.
    private func load(_ values: UnsafeBufferPointer<UInt16>, inputs: Features, outputs: Features, into target: Matrix) {
        guard let base = values.baseAddress else { return }
        let width = inputs.count
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Matrix.block * width) { floats in
            guard let room = floats.baseAddress else { return }
            for output in outputs.pieces {
                for start in stride(from: 0, to: output.count, by: Matrix.block) {
                    let count = min(Matrix.block, output.count - start)
                    widen(base + (output.logical + start) * width, into: room, count: count * width)
                    let part = Features.Piece(
                        logical: output.logical + start, stored: output.stored + start, count: count)
                    transpose(room, part, inputs: inputs, into: target)
                }
            }
        }
    }

    /// bfloat16 to floats, in any number: the kernel takes whole blocks.
    private func widen(_ halves: UnsafePointer<UInt16>, into floats: UnsafeMutablePointer<Float>, count: Int) {
        let whole = count / Matrix.block * Matrix.block
        Kernels.fromBFloat16(halves, into: floats, count: whole)
        for index in whole..<count { floats[index] = Float(bitPattern: UInt32(halves[index]) << 16) }
    }

    private func load(
        _ values: UnsafeBufferPointer<Int8>, scales: UnsafeBufferPointer<Float>, inputs: Features, outputs: Features,
        into target: QuantizedMatrix
    ) {
        guard let base = values.baseAddress else { return }
        let width = inputs.count
        for output in outputs.pieces {
            for index in 0..<output.count {
                let column = output.stored + index, row = output.logical + index
                for input in inputs.pieces {
                    target.setColumn(
                        column, fromRow: input.stored, to: base + row * width + input.logical, count: input.count)
                }
                target.setScale(column, to: scales[row])
            }
        }
    }
}
