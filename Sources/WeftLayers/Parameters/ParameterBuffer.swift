import WeftTensors

/// Room for every parameter of a layout: the values, their gradients, or a moment of the optimizer.
///
/// Training needs floats. Values that are only used may be kept in fewer bits, as ``ParameterEntry/kept(in:)`` says.
package final class ParameterBuffer: Sendable {
    package let layout: ParameterLayout
    package let precision: WeightPrecision
    /// All dense parameters that are floats as one run of ``denseCount`` floats.
    package nonisolated(unsafe) let dense: UnsafeMutablePointer<Float>  // owned by the arena below
    /// Floats of the run ``dense``.
    package let denseCount: Int
    /// All tables; nil in a buffer without them (gradients), or when they are no floats.
    package nonisolated(unsafe) let tables: UnsafeMutablePointer<Float>?
    private let arena: Arena
    private let tableArena: Arena
    /// By ``Slot/index``.
    private let forms: [ParameterForm]

    /// Makes a buffer of zeros.
    ///
    /// - Parameters:
    ///   - withTables: Whether there is room for tables.
    ///   - hasSparseTables: Whether only few rows of the tables will be used.
    package init(
        _ layout: ParameterLayout, precision: WeightPrecision = .float32, withTables: Bool = true,
        hasSparseTables: Bool = false
    ) throws(ArenaError) {
        self.layout = layout
        self.precision = precision
        let isInt8 = precision == .int8
        let runs = layout.entries.filter { !$0.isTable && !(isInt8 && $0.slot.isPanels) }
        denseCount = runs.reduce(0) { $0 + $1.slot.floats }
        let panels = layout.entries.filter { isInt8 && $0.slot.isPanels }.reduce(0) {
            $0 + Arena.quantizedFloats(rows: $1.slot.rows, columns: $1.slot.columns) + 2 * Matrix.block
        }
        arena = try Arena(capacity: denseCount + panels + Matrix.block)
        // No table takes more than its floats and a scale a row.
        let tableFloats = layout.entries.filter(\.isTable).reduce(0) {
            $0 + $1.slot.floats + Matrix.padded($1.slot.rows)
        }
        tableArena = try Arena(capacity: withTables ? tableFloats : 0, isSparse: hasSparseTables)
        dense = arena.cut(denseCount)
        let hasFloatTables = withTables && layout.tableCount > 0 && precision == .float32
        tables = hasFloatTables ? tableArena.cut(layout.tableCount) : nil
        var offset = 0
        var forms: [ParameterForm] = []
        for entry in layout.entries {
            let slot = entry.slot
            if entry.isTable {
                forms.append(
                    withTables ? .table(slot, precision: precision, floats: tables, in: tableArena) : .absent)
            } else if isInt8, slot.isPanels {
                forms.append(.int8(arena.quantized(rows: slot.rows, columns: slot.columns)))
            } else {
                forms.append(.float32(slot.matrix(at: dense + offset)))
                offset += slot.floats
            }
        }
        self.forms = forms
    }

    /// Where and how a parameter lies.
    func form(_ slot: Slot) -> ParameterForm { forms[slot.index] }

    /// A dense parameter in floats: weights as panels [inputs, outputs], biases as one row.
    package subscript(slot: Slot) -> Matrix {
        guard case .float32(let matrix) = forms[slot.index] else {
            preconditionFailure("weights in \(precision) were asked for as floats")
        }
        return matrix
    }

    /// A table [rows, columns] in floats, row-major without the stride rule of arenas: row r lies at r · paddedColumns.
    package func table(_ slot: Slot) -> Matrix { self[slot] }

    /// A weight as inference multiplies by it.
    func weights(_ slot: Slot) -> InferenceWeights {
        if case .int8(let matrix) = forms[slot.index] { return .int8(matrix) }
        return .float(self[slot])
    }

    /// Sets every dense float to zero.
    package func clearDense() { dense.update(repeating: 0, count: denseCount) }

    /// Sets every float to zero.
    package func clear() {
        clearDense()
        tables?.update(repeating: 0, count: layout.tableCount)
    }

    /// Copies all floats from a buffer of the same layout.
    package func copy(from other: ParameterBuffer) {
        precondition(precision == .float32 && other.precision == .float32, "only floats are copied")
        dense.update(from: other.dense, count: denseCount)
        if let tables, let source = other.tables { tables.update(from: source, count: layout.tableCount) }
    }
}

/// How one parameter lies in memory.
enum ParameterForm: Sendable {
    /// A weight as panels, a bias as one row, a table as rows.
    case float32(Matrix)
    /// A weight in panels.
    case int8(QuantizedMatrix)
    case bfloat16Table(BFloat16Table)
    case int8Table(QuantizedTable)
    /// A table in a buffer without tables.
    case absent

    fileprivate static func table(
        _ slot: Slot, precision: WeightPrecision, floats: UnsafeMutablePointer<Float>?, in arena: Arena
    ) -> ParameterForm {
        switch precision {
        case .float32: floats.map { .float32(slot.matrix(at: $0 + slot.offset)) } ?? .absent
        case .bfloat16: .bfloat16Table(arena.bfloat16Table(rows: slot.rows, columns: slot.columns))
        case .int8: .int8Table(arena.quantizedTable(rows: slot.rows, columns: slot.columns))
        }
    }
}

extension Slot {
    /// The slot's floats, which begin at `base`.
    fileprivate func matrix(at base: UnsafeMutablePointer<Float>) -> Matrix {
        Matrix(
            base: base, rows: rows, columns: columns, rowStride: isPanels ? Matrix.block : Matrix.padded(columns),
            blockStride: isPanels ? rows * Matrix.block : Matrix.block)
    }
}
