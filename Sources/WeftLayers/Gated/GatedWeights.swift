import WeftTensors

/// A ``GatedLayer`` with its weights, in the forms that its products need.
final class GatedWeights: LayerWeights {
    /// What one direction needs of its weights in other forms, remade after each change of the parameters.
    struct Prepared: Sendable {
        let bias: Matrix  // [1, G·H], both biases in the order of the gates
        let inputTransposed: Matrix?  // [Gi·H, I] in panels, for backward
        let hiddenTransposed: Matrix?  // [Gr·H, H] in panels, for backward
        let vectors: Matrix?  // [vectors, H]
    }

    let layer: GatedLayer
    let values: ParameterBuffer
    let prepared: Directions<Prepared>

    init(_ layer: GatedLayer, values: ParameterBuffer, training: Bool, in arena: Arena) {
        self.layer = layer
        self.values = values
        let width = Matrix.padded(layer.hiddenSize), cell = layer.cell
        prepared = Directions(bidirectional: layer.isBidirectional) { _ in
            Prepared(
                bias: arena.matrix(rows: 1, columns: layer.gateColumns),
                inputTransposed: training
                    ? arena.panels(rows: cell.inputGates.count * width, columns: layer.inputs.paddedCount) : nil,
                hiddenTransposed: training && !cell.isScan
                    ? arena.panels(rows: cell.recurrentGates.count * width, columns: width) : nil,
                vectors: cell.vectors.isEmpty ? nil : arena.matrix(rows: cell.vectors.count, columns: width))
        }
    }

    func prepare(team: ThreadTeam) {
        let layer = layer, values = values, prepared = prepared
        // One unit of work for each of a direction's two matrices of weights.
        team.run(2 * layer.slots.count) { unit in
            let slots = layer.slots[unit / 2], prepared = prepared[unit / 2]
            if unit % 2 == 0 {
                prepared.bias.clear()
                layer.addBias(values[slots.inputBias], gates: layer.cell.inputGates, to: prepared.bias)
                if let recurrent = slots.recurrent {
                    layer.addBias(values[recurrent.bias], gates: layer.cell.recurrentGates, to: prepared.bias)
                }
                for (index, slot) in slots.vectors.enumerated() {
                    prepared.vectors?.rows(from: index, count: 1).copy(from: values[slot])
                }
                if let transposed = prepared.inputTransposed {
                    Kernels.transpose(values[slots.inputHidden], into: transposed)
                }
            } else if let recurrent = slots.recurrent, let transposed = prepared.hiddenTransposed {
                Kernels.transpose(values[recurrent.weight], into: transposed)
            }
        }
    }

    func infer(_ input: Matrix, state: LayerState?, _ pass: Pass) -> Matrix {
        let output = layer.makeOutput(pass.sequences, in: pass.workspace)
        layer.infer(input, state: state.map(GatedState.init), weights: self, output: output, pass)
        return output.rows(from: 0, count: pass.sequences.tokens)
    }

    func makeTape(keepsGates: Bool) -> any LayerTape { GatedTape(self, keepsGates: keepsGates) }

    func makeStream(batchSize: Int, team: ThreadTeam, in arena: Arena) -> any LayerStream {
        GatedStream(self, batchSize: batchSize, team: team, in: arena)
    }
}

extension GatedLayer {
    package func makeWeights(_ values: ParameterBuffer, training: Bool, in arena: Arena) -> any LayerWeights {
        GatedWeights(self, values: values, training: training, in: arena)
    }

    fileprivate func addBias(_ bias: Matrix, gates: Range<Int>, to sum: Matrix) {
        let start = gates.lowerBound * Matrix.padded(hiddenSize)
        Kernels.addScaled(bias.base, by: 1, to: sum.base + start, count: bias.paddedColumns)
    }
}

/// The forward pass of a ``GatedLayer``, kept for its backward pass.
final class GatedTape: LayerTape {
    private let weights: GatedWeights
    private let keepsGates: Bool
    private var input: Matrix?
    private var kept: GatedLayer.Activations?

    init(_ weights: GatedWeights, keepsGates: Bool) {
        self.weights = weights
        self.keepsGates = keepsGates
    }

    func forward(_ input: Matrix, state: LayerState?, _ pass: Pass) -> Matrix {
        let layer = weights.layer
        let kept = layer.makeActivations(pass.sequences, keepsGates: keepsGates, in: pass.workspace)
        layer.forward(input, state: state.map(GatedState.init), weights: weights, kept: kept, pass)
        self.input = input
        self.kept = kept
        return kept.output.rows(from: 0, count: pass.sequences.tokens)
    }

    func backward(
        _ outputDeltas: Matrix, stateDeltas: LayerState?, inputDeltas: Matrix?, gradients: ParameterBuffer, _ pass: Pass
    ) {
        guard let input, let kept else { preconditionFailure("backward needs a forward pass") }
        weights.layer.backward(
            GatedLayer.Backward(
                input: input, kept: kept, outputDeltas: outputDeltas, stateDeltas: stateDeltas.map(GatedState.init),
                inputDeltas: inputDeltas),
            weights: weights, gradients: gradients, pass)
    }
}
