import WeftTensors

extension CellKind {
    /// Long short-term memory with peepholes (Gers & Schmidhuber 2000, "Recurrent nets that time and count"): the gates of a
    /// unit see its cell state, so that it can time and count what its output hides.
    ///
    ///     i, f = σ(W·x + U·h + p ⊙ c + b)    g = tanh(W·x + U·h + b)
    ///     c' = f ⊙ c + i ⊙ g
    ///     o = σ(W·x + U·h + p ⊙ c' + b)      h' = o ⊙ tanh(c')
    ///
    /// Names and order are those of ``lstm``, with `weight_ci`, `weight_cf` and `weight_co` [H] for the peepholes.
    public static let peephole = CellKind(
        "peephole",
        Cell(
            kernel: CellKernel("peephole"), gateCount: 4, inputGates: 0..<4, recurrentGates: 0..<4,
            inputOrder: [0, 1, 2, 3], recurrentOrder: [0, 1, 2, 3], hasCellState: true, keepsBefore: true,
            vectors: [
                .init(name: "weight_ci", gate: 0, readsBefore: true),
                .init(name: "weight_cf", gate: 1, readsBefore: true),
                .init(name: "weight_co", gate: 3, readsBefore: false),
            ], forgetGate: 1))
}
