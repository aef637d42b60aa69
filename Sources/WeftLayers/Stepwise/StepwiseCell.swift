/// A recurrent cell written as its equations: each step is composed of products and elementwise work, with its derivative
/// beside it.
///
/// Such a cell may do what a fused ``Cell`` cannot: multiply in the midst of a step, sum over a row. It is slower, and it
/// is what a fused cell is proved against. The frame, ``StepwiseLayer``, has everything else: time, directions, lengths,
/// threads, states, and the gradients of the weights.
package protocol StepwiseCell: Sendable {
    /// What the frame provides for a step.
    var shape: StepwiseShape { get }

    /// From the gates, which hold W·x + b, and the states before the step to the states after it.
    ///
    /// Leaves in the gates and the kept matrices what ``backward(_:)`` needs.
    func forward(_ step: StepwiseStep)

    /// From the deltas of the states after the step to those before it; the gates become their deltas.
    func backward(_ step: StepwiseStep)
}

/// The matrices of a ``StepwiseCell``, each of H columns and the rows of one step.
package struct StepwiseShape: Sendable {
    /// Gates kept for each unit.
    package var gateCount: Int
    /// The gates that the input reaches: `weight_ih` and `bias_ih` have these, in this order.
    package var inputGates: Range<Int>
    /// The products of a step; `weight_hh` and `bias_hh` have the gates of one after the other.
    package var products: [StepwiseProduct]
    /// Parts of the state, the hidden state first.
    package var stateCount: Int
    /// Matrices that forward keeps for backward: operands of products, above all.
    package var keptCount: Int
    /// Matrices in which backward may write what it needs within a step.
    package var scratchCount: Int
    /// The gate whose bias may start at one, so that memory lasts.
    package var forgetGate: Int?

    package init(
        gateCount: Int, inputGates: Range<Int>? = nil, products: [StepwiseProduct], stateCount: Int = 1,
        keptCount: Int = 0, scratchCount: Int = 0, forgetGate: Int? = nil
    ) {
        self.gateCount = gateCount
        self.inputGates = inputGates ?? 0..<gateCount
        self.products = products
        self.stateCount = stateCount
        self.keptCount = keptCount
        self.scratchCount = scratchCount
        self.forgetGate = forgetGate
    }

    /// Gates that products reach, each as often as it is reached.
    var recurrentGateCount: Int { products.reduce(0) { $0 + $1.gates.count } }

    /// Where the gates of a product begin among those of `weight_hh`.
    func weightGate(of product: Int) -> Int { products[..<product].reduce(0) { $0 + $1.gates.count } }
}

/// A product within a step: the weights times an operand are added to some gates.
package struct StepwiseProduct: Sendable {
    /// What is multiplied.
    package enum Operand: Sendable {
        /// A part of the state before the step.
        case state(Int)
        /// What the cell has computed in the step, and keeps.
        case kept(Int)
    }

    package let operand: Operand
    package let gates: Range<Int>

    package init(of operand: Operand, to gates: Range<Int>) {
        self.operand = operand
        self.gates = gates
    }
}
