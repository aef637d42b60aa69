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
}
