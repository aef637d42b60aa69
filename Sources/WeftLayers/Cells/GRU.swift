import WeftTensors

extension CellKind {
    /// Gated recurrent unit (Cho et al. 2014) in the form of cuDNN and PyTorch: reset acts after the product.
    ///
    ///     r, z = σ(W·x + b + U·h + c)
    ///     n = tanh(W·x + b + r ⊙ (U·h + c))
    ///     h' = (1 − z) ⊙ n + z ⊙ h
    ///
    /// Stored gates: the candidate's input half, r, z, the candidate's recurrent half. PyTorch's order: r, z, n.
    public static let gru = CellKind(
        "gru",
        Cell(
            kernel: CellKernel("gru"), gateCount: 4, inputGates: 0..<3, recurrentGates: 1..<4, inputOrder: [1, 2, 0],
            recurrentOrder: [0, 1, 2], hasCellState: false, keepsBefore: true, forgetGate: nil))
}
