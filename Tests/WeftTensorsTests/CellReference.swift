import Foundation
import WeftTensors

/// One unit of a cell in double precision, as its paper writes it. A cell without one here fails its tests.
struct CellReference: Sendable {
    /// Gates in the order of storage.
    let gateCount: Int
    /// Whether there is a cell state; it is then what backward keeps from before, else the hidden state if any.
    let hasCellState: Bool
    /// Whether backward needs a state from before.
    let keepsBefore: Bool
    /// Vectors of a number for each unit.
    var vectorCount = 0
    /// The hidden and the cell state after a step; the latter is zero for cells without one.
    let step:
        @Sendable (_ gates: [Double], _ hidden: Double, _ cell: Double, _ vectors: [Double]) -> (
            hidden: Double, cell: Double
        )

    static let all: [String: CellReference] = [
        "lstm": CellReference(gateCount: 4, hasCellState: true, keepsBefore: true) { gates, _, cell, _ in
            let next = sigmoid(gates[1]) * cell + sigmoid(gates[0]) * tanh(gates[2])
            return (sigmoid(gates[3]) * tanh(next), next)
        },
        "peephole": CellReference(gateCount: 4, hasCellState: true, keepsBefore: true, vectorCount: 3) {
            gates, _, cell, p in
            let input = sigmoid(gates[0] + p[0] * cell), forget = sigmoid(gates[1] + p[1] * cell)
            let next = forget * cell + input * tanh(gates[2])
            return (sigmoid(gates[3] + p[2] * next) * tanh(next), next)
        },
        "gru": CellReference(gateCount: 4, hasCellState: false, keepsBefore: true) { gates, hidden, _, _ in
            let candidate = tanh(gates[0] + sigmoid(gates[1]) * gates[3])
            let update = sigmoid(gates[2])
            return ((1 - update) * candidate + update * hidden, 0)
        },
        "mingru": CellReference(gateCount: 2, hasCellState: false, keepsBefore: true) { gates, hidden, _, _ in
            let update = sigmoid(gates[0])
            return ((1 - update) * hidden + update * gates[1], 0)
        },
        "elman_tanh": CellReference(gateCount: 1, hasCellState: false, keepsBefore: false) { gates, _, _, _ in
            (tanh(gates[0]), 0)
        },
        "elman_relu": CellReference(gateCount: 1, hasCellState: false, keepsBefore: false) { gates, _, _, _ in
            (max(0, gates[0]), 0)
        },
    ]

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
