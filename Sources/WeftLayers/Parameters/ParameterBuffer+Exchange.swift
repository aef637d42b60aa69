import WeftTensors

/// A parameter, or some rows of a table, in PyTorch's shape and order.
package enum ParameterValues: Sendable {
    case float32([Float])
    /// The upper halves of floats.
    case bfloat16([UInt16])
    /// Rounded values in -127...127 and what one unit is worth, a scale an index of the first dimension.
    case int8([Int8], scales: [Float])
}

extension ParameterBuffer {
    /// The parameter in the numbers that it is kept in.
    package func stored(_ entry: ParameterEntry) -> ParameterValues {
        switch form(entry.slot) {
        case .float32(let matrix):
            let values = floats(of: matrix, entry)
            guard entry.kept(in: precision) == .bfloat16 else { return .float32(values) }
            // They were rounded when they came here, so that this drops zeros.
            return .bfloat16(values.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) })
        case .bfloat16Table(let table):
            return .bfloat16(rows(of: entry) { table.row($0) })
        case .int8Table(let table):
            return .int8(rows(of: entry) { table.row($0) }, scales: scales(entry))
        case .int8(let matrix):
            let inputs = entry.inputs?.positions ?? [], outputs = entry.outputs.positions
            return .int8(
                outputs.flatMap { output in inputs.map { matrix[$0, output] } }, scales: scales(entry))
        case .absent: preconditionFailure("a buffer without tables was asked for \(entry.name)")
        }
    }

    /// What one unit of each output, or row of a table, is worth; empty for what is not in int8.
    package func scales(_ entry: ParameterEntry) -> [Float] {
        switch form(entry.slot) {
        case .int8(let matrix): entry.outputs.positions.map { matrix.scale($0) }
        case .int8Table(let table): Array(UnsafeBufferPointer(start: table.scales, count: table.rows))
        default: []
        }
    }

    /// The parameter as floats.
    package func export(_ entry: ParameterEntry) -> [Float] {
        switch stored(entry) {
        case .float32(let values): return values
        case .bfloat16(let values): return values.map { Float(bitPattern: UInt32($0) << 16) }
        case .int8(let values, let scales):
            let width = entry.count / scales.count
            return values.indices.map { Float(values[$0]) * scales[$0 / width] }
        }
    }

    /// Sets the parameter from floats; the padding stays zero.
    package func load(_ entry: ParameterEntry, from values: [Float]) { load(entry, from: .float32(values)) }

    /// Sets the parameter from the numbers that it is kept in; the padding stays zero.
    package func load(_ entry: ParameterEntry, from values: ParameterValues) {
        guard let inputs = entry.inputs, entry.slot.isPanels else {
            return loadRows(entry, at: Array(0..<entry.slot.rows), from: values)
        }
        switch (form(entry.slot), values) {
        case (.float32(let matrix), .float32(let values)):
            precondition(values.count == entry.count, "\(entry.name): \(values.count) values for \(entry.shape)")
            load(values, inputs: inputs, outputs: entry.outputs, into: matrix)
        case (.float32, .bfloat16(let values)):
            load(entry, from: .float32(values.map { Float(bitPattern: UInt32($0) << 16) }))
        case (.int8(let matrix), .int8(let values, let scales)):
            precondition(values.count == entry.count, "\(entry.name): \(values.count) values for \(entry.shape)")
            load(values, scales: scales, inputs: inputs, outputs: entry.outputs, into: matrix)
        default: preconditionFailure("\(entry.name): values of another kind than its \(precision)")
        }
    }

    /// Sets some rows of a table, or the one row of a bias, from values in PyTorch's order.
    package func loadRows(_ entry: ParameterEntry, at rows: [Int], from values: ParameterValues) {
        switch (form(entry.slot), values) {
        case (.float32(let matrix), .float32(let values)):
            for piece in entry.outputs.pieces {
                copyRows(rows, of: values, width: entry.outputs.count, piece) {
                    matrix.base + $0 * matrix.rowStride
                }
            }
        case (.bfloat16Table(let table), .bfloat16(let values)):
            for piece in entry.outputs.pieces {
                copyRows(rows, of: values, width: entry.outputs.count, piece) { table.row($0) }
            }
        case (.int8Table(let table), .int8(let values, let scales)):
            for piece in entry.outputs.pieces {
                copyRows(rows, of: values, width: entry.outputs.count, piece) { table.row($0) }
            }
            for (row, scale) in zip(rows, scales) { table.scales[row] = scale }
        default: preconditionFailure("\(entry.name): values of another kind than its \(precision)")
        }
    }

    private func floats(of source: Matrix, _ entry: ParameterEntry) -> [Float] {
        let outputs = entry.outputs.positions
        guard let inputs = entry.inputs?.positions else {
            return (0..<source.rows).flatMap { row in outputs.map { source[row, $0] } }
        }
        return outputs.flatMap { output in inputs.map { source[$0, output] } }
    }

    private func rows<Element>(of entry: ParameterEntry, at row: (Int) -> UnsafeMutablePointer<Element>) -> [Element] {
        var values: [Element] = []
        values.reserveCapacity(entry.count)
        for index in 0..<entry.slot.rows {
            values.append(contentsOf: UnsafeBufferPointer(start: row(index), count: entry.outputs.count))
        }
        return values
    }

    private func copyRows<Element>(
        _ rows: [Int], of values: [Element], width: Int, _ piece: Features.Piece,
        to target: (Int) -> UnsafeMutablePointer<Element>
    ) {
        precondition(values.count == rows.count * width, "\(values.count) values for \(rows.count) rows of \(width)")
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for (index, row) in rows.enumerated() {
                (target(row) + piece.stored).update(from: base + index * width + piece.logical, count: piece.count)
            }
        }
    }

    private func load(_ values: [Float], inputs: Features, outputs: Features, into target: Matrix) {
        let width = inputs.count
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for output in outputs.pieces {
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

    private func load(
        _ values: [Int8], scales: [Float], inputs: Features, outputs: Features, into target: QuantizedMatrix
    ) {
        let width = inputs.count
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
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
}
