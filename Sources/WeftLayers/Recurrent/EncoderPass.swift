import WeftTensors

/// One training pass through an ``Encoder``: what forward kept and backward reads. Reused from batch to batch, so that
/// a step allocates nothing.
package final class EncoderPass {
    package let encoder: Encoder
    /// Whether backward makes the gates again, so that forward need not keep them: two thirds of a layer's activations
    /// for a third more work.
    package let recomputesGates: Bool
    private var kept: [RecurrentLayer.Activations] = []
    /// The input of each layer, after dropout.
    private var inputs: [Matrix] = []

    package init(_ encoder: Encoder, recomputesGates: Bool = false) {
        self.encoder = encoder
        self.recomputesGates = recomputesGates
    }

    /// Runs all layers and gives the last one's output, [tokens, outputs].
    ///
    /// - Parameters:
    ///   - states: Initial states of the layers, replaced by the final ones; empty stands for zeros.
    ///   - dropout: Changes a copy of each output on its way to the next layer, with masks of this step; nil for none.
    package func forward(
        _ input: Matrix, sequences: PackedSequences, states: [RecurrentState], values: ParameterBuffer,
        prepared: Encoder.Prepared, dropout: LayerDropout?, workspace: Arena, team: ThreadTeam
    ) -> Matrix {
        kept.removeAll(keepingCapacity: true)
        inputs.removeAll(keepingCapacity: true)
        var x = input
        for (index, layer) in encoder.layers.enumerated() {
            if index > 0, let dropout, dropout.isActive {
                let copy = workspace.matrix(rows: sequences.tokens, columns: layer.inputs.paddedCount)
                copy.copy(from: x)
                dropout.apply(index - 1, to: copy, sequences: sequences, team: team)
                x = copy
            }
            let activations = layer.makeActivations(sequences, keepsGates: !recomputesGates, in: workspace)
            layer.forward(
                x, sequences: sequences, state: states.isEmpty ? nil : states[index], values: values,
                prepared: prepared.layers[index], kept: activations, workspace: workspace, team: team)
            inputs.append(x)
            kept.append(activations)
            x = activations.output.rows(from: 0, count: sequences.tokens)
        }
        return x
    }

    /// Goes back through all layers and adds the gradients of the parameters.
    ///
    /// - Parameters:
    ///   - outputDeltas: [tokens, outputs].
    ///   - stateDeltas: Deltas of the final states, replaced by those of the initial ones; empty stands for zeros.
    ///   - inputDeltas: [tokens, inputs], overwritten.
    ///   - values, dropout: The same as in forward.
    package func backward(
        _ outputDeltas: Matrix, sequences: PackedSequences, stateDeltas: [RecurrentState], inputDeltas: Matrix?,
        values: ParameterBuffer, prepared: Encoder.Prepared, dropout: LayerDropout?, gradients: ParameterBuffer,
        workspace: Arena, team: ThreadTeam
    ) {
        var deltas = outputDeltas
        for index in encoder.layers.indices.reversed() {
            let layer = encoder.layers[index]
            let below =
                index == 0
                ? inputDeltas : workspace.matrix(rows: sequences.tokens, columns: layer.inputs.paddedCount)
            layer.backward(
                inputs[index], sequences: sequences, kept: kept[index], outputDeltas: deltas,
                stateDeltas: stateDeltas.isEmpty ? nil : stateDeltas[index], values: values,
                prepared: prepared.layers[index], inputDeltas: below, gradients: gradients, workspace: workspace,
                team: team)
            guard index > 0, let below else { break }
            dropout?.apply(index - 1, to: below, sequences: sequences, team: team)
            deltas = below
        }
    }
}
