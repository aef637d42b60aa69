import WeftTensors

/// A ``StepwiseLayer`` with its weights, in the forms that its products need.
final class StepwiseWeights: LayerWeights {
    /// What one direction needs of its weights in other forms, remade after each change of the parameters.
    struct Prepared: Sendable {
        let bias: Matrix  // [1, G·H], both biases
        let inputTransposed: Matrix?  // [Gi·H, I] in panels, for backward
        let hiddenTransposed: Matrix?  // [Gr·H, H] in panels, for backward
    }

    let layer: StepwiseLayer
    let values: ParameterBuffer
    let prepared: Directions<Prepared>

    init(_ layer: StepwiseLayer, values: ParameterBuffer, training: Bool, in arena: Arena) {
        self.layer = layer
        self.values = values
        let shape = layer.shape
        prepared = Directions(bidirectional: layer.isBidirectional) { _ in
            Prepared(
                bias: arena.matrix(rows: 1, columns: layer.columns(shape.gateCount)),
                inputTransposed: training
                    ? arena.panels(rows: layer.columns(shape.inputGates.count), columns: layer.inputs.paddedCount)
                    : nil,
                hiddenTransposed: training
                    ? arena.panels(rows: layer.columns(shape.recurrentGateCount), columns: layer.columns(1)) : nil)
        }
    }

    func prepare(team: ThreadTeam) {
        team.run(layer.slots.count) { direction in
            let slots = layer.slots[direction], prepared = prepared[direction]
            addBiases(slots, to: prepared.bias)
            if let transposed = prepared.inputTransposed {
                Kernels.transpose(values[slots.inputHidden], into: transposed)
            }
            if let transposed = prepared.hiddenTransposed {
                Kernels.transpose(values[slots.hiddenHidden], into: transposed)
            }
        }
    }

    /// Both biases in the places of the gates that they reach.
    private func addBiases(_ slots: StepwiseLayer.Slots, to sum: Matrix) {
        func add(_ bias: Matrix, to gates: Range<Int>) {
            Kernels.addScaled(
                bias.base, by: 1, to: layer.gates(gates, of: sum).base, count: layer.columns(gates.count))
        }
        sum.clear()
        add(values[slots.inputBias], to: layer.shape.inputGates)
        for (index, product) in layer.shape.products.enumerated() {
            let first = layer.shape.weightGate(of: index)
            add(
                layer.gates(first..<first + product.gates.count, of: values[slots.hiddenBias]), to: product.gates)
        }
    }

    func infer(_ input: Matrix, state: LayerState?, _ pass: Pass) -> Matrix {
        let output = pass.workspace.matrix(rows: pass.sequences.tokens, columns: layer.outputs.paddedCount)
        forward(input, state: state, kept: nil, output: output, pass)
        return output
    }

    func makeTape(keepsGates: Bool) -> any LayerTape { StepwiseTape(self) }

    func makeStream(batchSize: Int, team: ThreadTeam, in arena: Arena) -> any LayerStream {
        StepwiseStream(self, batchSize: batchSize, team: team, in: arena)
    }
}
