import WeftTensors

/// Where a parameter lies in every buffer of one ``ParameterLayout``.
package struct Slot: Sendable, Equatable {
    /// Its place among the layout's entries.
    package let index: Int
    /// Floats before it among the dense parameters, or among the tables.
    package let offset: Int
    package let rows: Int
    package let columns: Int
    /// Panels of 16 columns, or rows.
    package let isPanels: Bool

    /// Floats it takes, padding included.
    package var floats: Int { rows * Matrix.padded(columns) }
}

/// A parameter's name and shape in PyTorch's terms, and how they map to storage.
package struct ParameterEntry: Sendable {
    /// PyTorch's key, such as `encoder.weight_ih_l0_reverse`.
    package let name: String
    /// PyTorch's shape: [outputs, inputs], [outputs], or [rows, columns] of a table.
    package let shape: [Int]
    package let slot: Slot
    /// Outputs of a weight or bias, columns of a table.
    package let outputs: Features
    /// Inputs of a weight; nil for biases and tables.
    package let inputs: Features?
    /// Looked up by row, with sparse gradients.
    package let isTable: Bool

    /// Numbers a user would count.
    package var count: Int { shape.reduce(1, *) }

    /// The numbers that it is kept in where weights are kept in `precision`: biases and single rows, which are few, always
    /// stay floats.
    package func kept(in precision: WeightPrecision) -> WeightPrecision {
        isTable || slot.isPanels ? precision : .float32
    }
}

/// The one layout that parameters, gradients and the optimizer's moments share.
///
/// Dense parameters come first, in one run of floats, so that an optimizer step, the gradient norm and a copy are each
/// one pass. Tables (embeddings) follow; their gradients are kept by row elsewhere. Layers declare what they need when
/// they are made and keep the slots.
package struct ParameterLayout: Sendable {
    package private(set) var entries: [ParameterEntry] = []
    /// Floats of all dense parameters.
    package private(set) var denseCount = 0
    /// Floats of all tables; their slots' offsets count from the start of the tables.
    package private(set) var tableCount = 0

    package init() {}

    /// Declares a weight [outputs, inputs], stored transposed in panels: [inputs, outputs].
    package mutating func weight(_ name: String, outputs: Features, inputs: Features) -> Slot {
        let slot = Slot(
            index: entries.count, offset: denseCount, rows: inputs.paddedCount, columns: outputs.paddedCount,
            isPanels: true)
        denseCount += slot.floats
        entries.append(
            ParameterEntry(
                name: name, shape: [outputs.count, inputs.count], slot: slot, outputs: outputs, inputs: inputs,
                isTable: false))
        return slot
    }

    /// Declares a bias [outputs].
    package mutating func bias(_ name: String, outputs: Features) -> Slot {
        let slot = Slot(
            index: entries.count, offset: denseCount, rows: 1, columns: outputs.paddedCount, isPanels: false)
        denseCount += slot.floats
        entries.append(
            ParameterEntry(
                name: name, shape: [outputs.count], slot: slot, outputs: outputs, inputs: nil, isTable: false))
        return slot
    }

    /// Declares a weight [1, inputs] of a single output, stored as one row.
    package mutating func row(_ name: String, inputs: Features) -> Slot {
        let slot = Slot(
            index: entries.count, offset: denseCount, rows: 1, columns: inputs.paddedCount, isPanels: false)
        denseCount += slot.floats
        entries.append(
            ParameterEntry(
                name: name, shape: [1, inputs.count], slot: slot, outputs: inputs, inputs: nil, isTable: false))
        return slot
    }

    /// Declares a table [rows, columns] that is read by row.
    package mutating func table(_ name: String, rows: Int, columns: Int) -> Slot {
        let slot = Slot(index: entries.count, offset: tableCount, rows: rows, columns: columns, isPanels: false)
        tableCount += slot.floats
        entries.append(
            ParameterEntry(
                name: name, shape: [rows, columns], slot: slot, outputs: Features(columns), inputs: nil, isTable: true))
        return slot
    }

    /// Numbers in all parameters, padding left out.
    package var parameterCount: Int { entries.reduce(0) { $0 + $1.count } }
}
