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

/// A parameter's name and shape in PyTorch's terms, how they map to storage, and how it begins and is trained.
package struct ParameterEntry: Sendable {
    /// What a parameter does in its layer.
    package enum Role: Sendable, Equatable {
        /// Multiplies the inputs, [outputs, inputs], or each output, [outputs].
        case weight
        /// Is added: [outputs].
        case bias
        /// Is looked up by row, with sparse gradients: [rows, columns].
        case table
    }

    /// PyTorch's key, such as `encoder.weight_ih_l0_reverse`.
    package let name: String
    package let role: Role
    /// PyTorch's shape: [outputs, inputs], [outputs], or [rows, columns] of a table.
    package let shape: [Int]
    package let slot: Slot
    /// Outputs of a weight or bias, columns of a table.
    package let outputs: Features
    /// Inputs of a weight; nil for biases, single rows and tables.
    package let inputs: Features?
    /// The values before the first step.
    package let initial: InitialValues
    /// The part of the network that it belongs to, such as `encoder.l0`: what is trained or frozen as one.
    package let group: String
    /// The row of a table that stands for no token: it is zero and stays so.
    package let padding: Int?

    /// Looked up by row, with sparse gradients.
    package var isTable: Bool { role == .table }

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
    /// The group of what is declared next; see ``ParameterEntry/group``.
    package var group = ""

    package init() {}

    /// Declares a weight [outputs, inputs], stored transposed in panels: [inputs, outputs].
    ///
    /// - Parameter initial: By default uniform, with the inputs as fan.
    package mutating func weight(
        _ name: String, outputs: Features, inputs: Features, initial: InitialValues? = nil
    ) -> Slot {
        declare(
            name, .weight, shape: [outputs.count, inputs.count], rows: inputs.paddedCount, outputs: outputs,
            inputs: inputs, initial: initial ?? .uniform(fan: inputs.count))
    }

    /// Declares a bias [outputs].
    package mutating func bias(_ name: String, outputs: Features, initial: InitialValues = .zeros) -> Slot {
        declare(name, .bias, shape: [outputs.count], rows: 1, outputs: outputs, initial: initial)
    }

    /// Declares weights that multiply each output alone: [outputs].
    package mutating func vector(_ name: String, outputs: Features, initial: InitialValues) -> Slot {
        declare(name, .weight, shape: [outputs.count], rows: 1, outputs: outputs, initial: initial)
    }

    /// Declares a weight [1, inputs] of a single output, stored as one row.
    package mutating func row(_ name: String, inputs: Features, initial: InitialValues? = nil) -> Slot {
        declare(
            name, .weight, shape: [1, inputs.count], rows: 1, outputs: inputs,
            initial: initial ?? .uniform(fan: inputs.count))
    }

    /// Declares a table [rows, columns] that is read by row.
    package mutating func table(
        _ name: String, rows: Int, columns: Int, padding: Int? = nil, initial: InitialValues = .normal(deviation: 0.1)
    ) -> Slot {
        declare(
            name, .table, shape: [rows, columns], rows: rows, outputs: Features(columns), initial: initial,
            padding: padding)
    }

    /// Numbers in all parameters, padding left out.
    package var parameterCount: Int { entries.reduce(0) { $0 + $1.count } }

    /// Gives a parameter its place, behind those of its kind.
    private mutating func declare(
        _ name: String, _ role: ParameterEntry.Role, shape: [Int], rows: Int, outputs: Features,
        inputs: Features? = nil, initial: InitialValues, padding: Int? = nil
    ) -> Slot {
        precondition(!entries.contains { $0.name == name }, "the parameter \(name) is declared twice")
        let isTable = role == .table
        let slot = Slot(
            index: entries.count, offset: isTable ? tableCount : denseCount, rows: rows,
            columns: isTable ? outputs.count : outputs.paddedCount, isPanels: inputs != nil)
        if isTable { tableCount += slot.floats } else { denseCount += slot.floats }
        entries.append(
            ParameterEntry(
                name: name, role: role, shape: shape, slot: slot, outputs: outputs, inputs: inputs, initial: initial,
                group: group, padding: padding))
        return slot
    }
}
