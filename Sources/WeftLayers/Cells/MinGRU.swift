import WeftTensors

extension CellKind {
    /// Minimal gated recurrent unit whose gates read the input alone (Feng et al. 2024, "Were RNNs all we needed?", section
    /// 3.1), so that training need not go through products step by step:
    ///
    ///     z = σ(W·x + b)    n = W·x + b
    ///     h' = (1 − z) ⊙ h + z ⊙ n
    ///
    /// Gates in the order z, n: `weight_ih` [2·H, I], `bias_ih` [2·H].
    public static let minGRU = CellKind(
        "mingru",
        Cell(
            kernel: CellKernel("mingru"), gateCount: 2, inputGates: 0..<2, recurrentGates: 0..<0, inputOrder: [0, 1],
            recurrentOrder: [], hasCellState: false, keepsBefore: true, forgetGate: nil))
}
