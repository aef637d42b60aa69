import WeftTensors

/// What the frame of a ``GatedLayer`` must know of a cell; its elementwise part is a kernel.
///
/// The frame computes, for all steps, the input's part of the pre-activations, `x·Wᵀ + b`; then, step by step, adds the
/// recurrent part, `h·Uᵀ`, and calls the cell. Both parts reach a run of the cell's gates, which may differ: GRU's
/// candidate has a separate input and recurrent half.
package struct Cell: Sendable {
    /// The elementwise forward and backward.
    package let kernel: CellKernel
    /// Gates kept for each unit.
    package let gateCount: Int
    /// The gates that the input reaches, and those that the hidden state reaches.
    package let inputGates: Range<Int>
    package let recurrentGates: Range<Int>
    /// PyTorch's k-th gate is the `inputOrder[k]`-th of ``inputGates``, likewise for the recurrent ones.
    package let inputOrder: [Int]
    package let recurrentOrder: [Int]
    /// Whether no gate reads the hidden state, so that the steps are a scan over gates that are known at once.
    package var isScan: Bool { recurrentGates.isEmpty }
    /// Whether there is a cell state beside the hidden state.
    package let hasCellState: Bool
    /// Whether backward needs a state from before the step.
    package let keepsBefore: Bool
    /// Weights of a number for each unit beside the products, in the order in which the kernel knows them.
    package var vectors: [UnitVector] = []
    /// The gate (in PyTorch's order) whose bias may start at one, so that memory lasts (Jozefowicz et al. 2015).
    package let forgetGate: Int?

    /// Whether backward needs the cell state from after the step.
    package var keepsAfter: Bool { vectors.contains { !$0.readsBefore } }

    /// A weight for each unit by which its cell state reaches one of its gates: a peephole.
    package struct UnitVector: Sendable {
        /// Its name in files, less the layer's number.
        package let name: String
        /// The gate.
        package let gate: Int
        /// Whether it reads the cell state before the step, rather than after it.
        package let readsBefore: Bool
    }
}
