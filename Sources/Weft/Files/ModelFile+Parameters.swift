import WeftCheckpoint
import WeftLayers
import WeftTensors

// How parameters lie in a model file: the one place that knows it.
//
// | precision | weights with several outputs, tables | biases, single rows |
// | --- | --- | --- |
// | float32 | `name` F32 | `name` F32 |
// | bfloat16 | `name` BF16 | `name` F32 |
// | int8 | `name` I8 in -127...127, `name.scale` F32 [outputs, or rows of the table] | `name` F32 |
//
// Shapes and order are PyTorch's. The metadata names the precision where it is not float32.

extension ModelFile {
    fileprivate static let precisionKey = "precision"

    /// The numbers that the model's weights are kept in.
    package func precision() throws -> WeightPrecision {
        guard let text = reader.metadata[ModelFile.precisionKey] else { return .float32 }
        guard let precision = WeightPrecision(rawValue: text) else {
            throw ModelError.inconsistent(
                path: reader.path, part: ModelFile.precisionKey,
                expected: WeightPrecision.allCases.map(\.rawValue).joined(separator: ", "), found: text)
        }
        return precision
    }

    /// Makes a buffer for what the file holds. What the file says of itself is compared with what it holds before
    /// anything is allocated by it.
    package func makeValues(_ layout: ParameterLayout, hasSparseTables: Bool = false) throws -> ParameterBuffer {
        let precision = try precision()
        for entry in layout.entries { try reader.check(entry, in: precision) }
        return try ParameterBuffer(layout, precision: precision, hasSparseTables: hasSparseTables)
    }

    /// Reads the parameters of a layout into a buffer; without its tables when they are to be read by row.
    package func load(
        into values: ParameterBuffer, prefix: String = "", withTables: Bool = true, team: ThreadTeam
    ) throws {
        try ParameterLoader(reader: reader, values: values, prefix: prefix)
            .load(values.layout.entries.filter { withTables || !$0.isTable }, team: team)
    }
}

extension SafetensorsReader {
    fileprivate func check(_ entry: ParameterEntry, in precision: WeightPrecision) throws {
        switch entry.kept(in: precision) {
        case .float32: _ = try tensor(entry.name, shape: entry.shape)
        case .bfloat16: _ = try tensor(entry.name, .bfloat16, shape: entry.shape)
        case .int8:
            _ = try tensor(entry.name, .int8, shape: entry.shape)
            _ = try tensor(entry.name + ParameterEntry.scaleSuffix, .float32, shape: Array(entry.shape.prefix(1)))
        }
    }

    /// Reads a parameter, or some rows of a table, in the numbers that it is kept in.
    ///
    /// - Throws: `CheckpointError` for a tensor of another type or shape, ``ModelError`` for values that no rounding gives.
    package func values(
        of entry: ParameterEntry, in precision: WeightPrecision, prefix: String = "", rows: [Int]? = nil, threads: Int
    ) throws -> ParameterValues {
        let name = prefix + entry.name
        switch entry.kept(in: precision) {
        case .float32:
            _ = try tensor(name, shape: entry.shape)
            return .float32(
                try rows.map { try floats(rows: $0, named: name, threads: threads) }
                    ?? floats(named: name, threads: threads))
        case .bfloat16:
            return .bfloat16(try elements(.bfloat16, named: name, shape: entry.shape, rows: rows, threads: threads))
        case .int8:
            let values: [Int8] = try elements(.int8, named: name, shape: entry.shape, rows: rows, threads: threads)
            let scaleName = name + ParameterEntry.scaleSuffix
            let scales: [Float] = try elements(
                .float32, named: scaleName, shape: Array(entry.shape.prefix(1)), rows: rows, threads: threads)
            try values.withUnsafeBufferPointer { try check($0, scales: scales, of: name) }
            return .int8(values, scales: scales)
        }
    }

    /// Refuses int8 values and scales that no rounding gives.
    func check(_ values: UnsafeBufferPointer<Int8>, scales: [Float], of name: String) throws {
        if let fault = scales.first(where: { !($0 >= 0 && $0.isFinite) }) {
            throw ModelError.inconsistent(
                path: path, part: name + ParameterEntry.scaleSuffix, expected: "finite scales of at least 0",
                found: "\(fault)")
        }
        // Its products would not fit the room that sums of 127 · activation have.
        if values.reduce(0, min) == -128 {
            throw ModelError.inconsistent(path: path, part: name, expected: "values in -127...127", found: "-128")
        }
    }
}

extension SafetensorsWriter {
    /// Adds all parameters of a buffer under their PyTorch names, in the numbers that they are kept in.
    package mutating func add(_ values: ParameterBuffer, prefix: String = "") {
        if values.precision != .float32 { metadata[ModelFile.precisionKey] = values.precision.rawValue }
        for entry in values.layout.entries {
            let name = prefix + entry.name
            let use: TensorUse = entry.isTable ? .rows : .whole
            switch values.stored(entry) {
            case .float32(let floats): add(name, shape: entry.shape, floats: floats, use: use)
            case .bfloat16(let halves): add(name, .bfloat16, shape: entry.shape, elements: halves, use: use)
            case .int8(let bytes, let scales):
                add(name, .int8, shape: entry.shape, elements: bytes, use: use)
                add(name + ParameterEntry.scaleSuffix, shape: [scales.count], floats: scales, use: use)
            }
        }
    }
}

extension ParameterEntry {
    /// What follows the name of an int8 tensor in that of its scales.
    static let scaleSuffix = ".scale"
}

extension WeightPrecision {
    /// The type of tensors in it.
    var elementType: ElementType {
        switch self {
        case .float32: .float32
        case .bfloat16: .bfloat16
        case .int8: .int8
        }
    }
}
