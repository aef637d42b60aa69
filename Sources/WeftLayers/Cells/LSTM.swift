import WeftTensors

extension CellKind {
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000).
    ///
    ///     i, f, o = σ(W·x + U·h + b)    g = tanh(W·x + U·h + b)
    ///     c' = f ⊙ c + i ⊙ g            h' = o ⊙ tanh(c')
    ///
    /// Gates in PyTorch's order: i, f, g, o.
    public static let lstm = CellKind(
        "lstm",
        Cell(
            kernel: CellKernel("lstm"), gateCount: 4, inputGates: 0..<4, recurrentGates: 0..<4,
            inputOrder: [0, 1, 2, 3],
            recurrentOrder: [0, 1, 2, 3], hasCellState: true, keepsBefore: true, forgetGate: 1))
}
