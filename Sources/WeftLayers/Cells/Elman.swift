import WeftTensors

extension Cell {
    /// The simple recurrent network (Elman 1990): h' = φ(W·x + U·h + b), φ = tanh or max(0, ·).
    package static func elman(_ kernel: CellKernel) -> Cell {
        Cell(
            kernel: kernel, gateCount: 1, inputGates: 0..<1, recurrentGates: 0..<1, inputOrder: [0],
            recurrentOrder: [0], hasCellState: false, keepsBefore: false, forgetGate: nil)
    }
}
