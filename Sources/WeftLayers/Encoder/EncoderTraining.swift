import WeftTensors

/// Training passes through an ``Encoder``: what forward kept and backward reads. Reused from batch to batch, so that a
/// step allocates nothing.
package final class EncoderTraining {
    package let encoder: Encoder
    /// Whether backward makes the gates again, so that forward need not keep them: two thirds of a layer's activations
    /// for a third more work.
    package let recomputesGates: Bool
    private let tapes: [any LayerTape]

    /// - Parameter weights: Made for training.
    package init(_ weights: EncoderWeights, recomputesGates: Bool = false) {
        encoder = weights.encoder
        self.recomputesGates = recomputesGates
        tapes = weights.layers.map { $0.makeTape(keepsGates: !recomputesGates) }
    }

    /// Runs all layers and gives the last one's output, [tokens, outputs].
    ///
    /// - Parameters:
    ///   - states: Initial states of the layers, replaced by the final ones; empty stands for zeros.
    ///   - dropout: Changes a copy of each output on its way to the next layer, with masks of this step; nil for none.
    package func forward(_ input: Matrix, states: [LayerState], dropout: LayerDropout?, _ pass: Pass) -> Matrix {
        var x = input
        for (index, tape) in tapes.enumerated() {
            if index > 0, let dropout, dropout.isActive {
                let copy = pass.workspace.matrix(
                    rows: pass.sequences.tokens, columns: encoder.layers[index].inputs.paddedCount)
                copy.copy(from: x)
                dropout.apply(index - 1, to: copy, sequences: pass.sequences, team: pass.team)
                x = copy
            }
            x = tape.forward(x, state: states.isEmpty ? nil : states[index], pass)
        }
        return x
    }

    /// Goes back through all layers and adds the gradients of the parameters.
    ///
    /// - Parameters:
    ///   - outputDeltas: [tokens, outputs].
    ///   - stateDeltas: Deltas of the final states, replaced by those of the initial ones; empty stands for zeros.
    ///   - inputDeltas: [tokens, inputs], overwritten; nil when nobody needs them.
    ///   - dropout: The same as in forward.
    package func backward(
        _ outputDeltas: Matrix, stateDeltas: [LayerState], inputDeltas: Matrix?, dropout: LayerDropout?,
        gradients: ParameterBuffer, _ pass: Pass
    ) {
        var deltas = outputDeltas
        for index in tapes.indices.reversed() {
            let below =
                index == 0
                ? inputDeltas
                : pass.workspace.matrix(
                    rows: pass.sequences.tokens, columns: encoder.layers[index].inputs.paddedCount)
            tapes[index].backward(
                deltas, stateDeltas: stateDeltas.isEmpty ? nil : stateDeltas[index], inputDeltas: below,
                gradients: gradients, pass)
            guard index > 0, let below else { break }
            dropout?.apply(index - 1, to: below, sequences: pass.sequences, team: pass.team)
            deltas = below
        }
    }
}
