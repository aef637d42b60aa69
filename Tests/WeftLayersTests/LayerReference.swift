import Foundation
import WeftLayers

/// A recurrent layer in double precision, written as the papers write it: sequence by sequence, step by step, gates in the
/// order in which they are named in files. It knows nothing of panels, batches or threads.
struct LayerReference {
    /// One step: the hidden and the cell state after it; cells without a cell state give it back.
    typealias Step =
        @Sendable (_ x: [Double], _ h: [Double], _ c: [Double], _ weights: Weights) -> (
            h: [Double], c: [Double]
        )

    /// The parameters of one direction.
    struct Weights {
        let values: [String: [Double]]
        let hiddenSize: Int
        let suffix: String

        /// W·x + b, gate by gate.
        func input(_ x: [Double]) -> [[Double]] { gates("ih", x) }
        /// U·h + b, gate by gate.
        func recurrent(_ h: [Double]) -> [[Double]] { gates("hh", h) }
        /// One gate of U·h + b.
        func recurrent(_ h: [Double], gate: Int) -> [Double] { recurrent(h)[gate] }
        /// A vector with a number for each unit.
        func vector(_ name: String) -> [Double] { values["encoder.\(name)_l0\(suffix)"] ?? [] }

        private func gates(_ kind: String, _ x: [Double]) -> [[Double]] {
            let weight = vector("weight_\(kind)"), bias = vector("bias_\(kind)")
            let rows = bias.indices.map { row in
                x.indices.reduce(bias[row]) { $0 + weight[row * x.count + $1] * x[$1] }
            }
            return stride(from: 0, to: rows.count, by: hiddenSize).map { Array(rows[$0..<$0 + hiddenSize]) }
        }
    }

    /// By the name of a cell. A cell without one here fails its tests.
    static let steps: [String: Step] = [
        "lstm": { x, h, c, weights in
            let gates = zip(weights.input(x), weights.recurrent(h)).map(+)
            let i = gates[0].map(sigmoid), f = gates[1].map(sigmoid), g = gates[2].map(tanh), o = gates[3].map(sigmoid)
            let next = f * c + i * g
            return (o * next.map(tanh), next)
        },
        "peephole": { x, h, c, weights in
            let gates = zip(weights.input(x), weights.recurrent(h)).map(+), p = weights.vector
            let i = (gates[0] + p("weight_ci") * c).map(sigmoid), f = (gates[1] + p("weight_cf") * c).map(sigmoid)
            let next = f * c + i * gates[2].map(tanh)
            return ((gates[3] + p("weight_co") * next).map(sigmoid) * next.map(tanh), next)
        },
        "gru": { x, h, c, weights in
            let a = weights.input(x), b = weights.recurrent(h)
            let r = (a[0] + b[0]).map(sigmoid), z = (a[1] + b[1]).map(sigmoid), n = (a[2] + r * b[2]).map(tanh)
            return (z.map { 1 - $0 } * n + z * h, c)
        },
        "elman": { x, h, c, weights in ((weights.input(x)[0] + weights.recurrent(h)[0]).map(tanh), c) },
        "elman-relu": { x, h, c, weights in ((weights.input(x)[0] + weights.recurrent(h)[0]).map { max(0, $0) }, c) },
        "mingru": { x, h, c, weights in
            let gates = weights.input(x), z = gates[0].map(sigmoid)
            return (z.map { 1 - $0 } * h + z * gates[1], c)
        },
        "mgu": { x, h, c, weights in
            let gates = weights.input(x), f = (gates[0] + weights.recurrent(h, gate: 0)).map(sigmoid)
            let n = (gates[1] + weights.recurrent(f * h, gate: 1)).map(tanh)
            return (f.map { 1 - $0 } * h + f * n, c)
        },
    ]

    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    let step: Step
    let hiddenSize: Int
    let isBidirectional: Bool

    /// The outputs of each step and the final states of a sequence, each with the directions side by side.
    func run(_ x: [[Double]], h: [Double], c: [Double], values: [String: [Double]]) -> (
        outputs: [[Double]], h: [Double], c: [Double]
    ) {
        var outputs = x.map { _ in [Double]() }, finalH: [Double] = [], finalC: [Double] = []
        for direction in 0..<(isBidirectional ? 2 : 1) {
            let weights = Weights(
                values: values, hiddenSize: hiddenSize, suffix: direction == 0 ? "" : "_reverse")
            let units = direction * hiddenSize..<(direction + 1) * hiddenSize
            var state = (h: Array(h[units]), c: c.isEmpty ? [] : Array(c[units]))
            for time in direction == 0 ? Array(x.indices) : x.indices.reversed() {
                state = step(x[time], state.h, state.c, weights)
                outputs[time] += state.h
            }
            finalH += state.h
            finalC += state.c
        }
        return (outputs, finalH, finalC)
    }
}

private func + (a: [Double], b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
private func * (a: [Double], b: [Double]) -> [Double] { zip(a, b).map { $0 * $1 } }
