import WeftTensors

extension CellKind {
    /// The simple recurrent network (Elman 1990): h' = tanh(W·x + U·h + b).
    public static let elman = CellKind("elman", .simple("elman_tanh"))
    /// The simple recurrent network with a rectifier: h' = max(0, W·x + U·h + b).
    public static let elmanReLU = CellKind("elman-relu", .simple("elman_relu"))
}

extension Cell {
    /// One gate that the state is.
    fileprivate static func simple(_ kernel: String) -> Cell {
        Cell(
            kernel: CellKernel(kernel), gateCount: 1, inputGates: 0..<1, recurrentGates: 0..<1, inputOrder: [0],
            recurrentOrder: [0], hasCellState: false, keepsBefore: false, forgetGate: nil)
    }
}
