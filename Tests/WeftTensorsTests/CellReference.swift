import Foundation
import WeftTensors

/// One unit of each cell in double precision, as its paper writes it.
///
/// The variables are the pre-activations of the gates in the order of storage, then the state before: hidden, cell.
enum CellReference {
    static func gateCount(_ kind: CellKernel) -> Int {
        switch kind {
        case .lstm, .gru: 4
        case .elmanTanh, .elmanReLU: 1
        }
    }

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    /// The hidden and the cell state after the step; the latter is zero for cells without one.
    static func step(_ kind: CellKernel, gates: [Double], hidden: Double, cell: Double) -> (Double, Double) {
        switch kind {
        case .lstm:
            let next = sigmoid(gates[1]) * cell + sigmoid(gates[0]) * tanh(gates[2])
            return (sigmoid(gates[3]) * tanh(next), next)
        case .gru:
            let candidate = tanh(gates[0] + sigmoid(gates[1]) * gates[3])
            let update = sigmoid(gates[2])
            return ((1 - update) * candidate + update * hidden, 0)
        case .elmanTanh: return (tanh(gates[0]), 0)
        case .elmanReLU: return (max(0, gates[0]), 0)
        }
    }
}
