import WeftTensors

/// A layer of an ``Encoder``: sequences of vectors in, sequences of vectors out. It declares parameters and shapes; what
/// works is made of it and a buffer of values: see ``LayerWeights``.
package protocol SequenceLayer: Sendable {
    var inputs: Features { get }
    var outputs: Features { get }
    /// The parts of the state that goes from step to step, the hidden state first.
    var stateParts: [Features] { get }
    /// Whether an output depends on earlier steps alone, so that a text can be read as it arrives.
    var readsForwardOnly: Bool { get }

    /// Multiply-adds of its products for one token forward.
    var multiplyAdds: Int { get }

    /// Makes the layer with its weights, in the forms that its products need, cut from an arena.
    ///
    /// - Parameter training: Whether backward is to come.
    func makeWeights(_ values: ParameterBuffer, training: Bool, in arena: Arena) -> any LayerWeights

    /// Floats that ``makeWeights(_:training:in:)`` cuts.
    func preparedFloats(training: Bool) -> Int
    /// Floats that a forward pass takes beside its output, and gives back.
    func forwardFloats(batchSize: Int, precision: WeightPrecision, team: ThreadTeam) -> Int
    /// Floats that forward keeps for backward.
    func keptFloats(tokens: Int, batchSize: Int, keepsGates: Bool) -> Int
    /// Floats that backward takes beside them.
    func backwardFloats(tokens: Int, batchSize: Int, keepsGates: Bool, team: ThreadTeam) -> Int
    /// Floats that a stream of so many sequences takes.
    func streamFloats(batchSize: Int, team: ThreadTeam) -> Int
}

extension SequenceLayer {
    /// Cuts a state of this layer's sizes.
    package func makeState(batchSize: Int, in arena: Arena) -> LayerState {
        LayerState(parts: stateParts.map { arena.matrix(rows: batchSize, columns: $0.paddedCount) })
    }

    /// Floats of the layer's input.
    func inputFloats(tokens: Int) -> Int { Arena.floats(rows: tokens, columns: inputs.paddedCount) }
}

/// A layer with its weights. Several sessions may use it at once while nobody prepares.
package protocol LayerWeights: AnyObject, Sendable {
    /// Remakes what is derived from the parameters; once after each change of them.
    func prepare(team: ThreadTeam)

    /// Runs the layer over a batch and keeps nothing but the output, [tokens, outputs].
    ///
    /// - Parameters:
    ///   - input: [tokens, inputs].
    ///   - state: The initial states, replaced by the final ones; nil stands for zeros.
    func infer(_ input: Matrix, state: LayerState?, _ pass: Pass) -> Matrix

    /// Makes what keeps a pass for backward, reused from batch to batch.
    ///
    /// - Parameter keepsGates: Whether forward keeps all that backward needs, rather than that backward computes some of it
    ///   again.
    func makeTape(keepsGates: Bool) -> any LayerTape

    /// Makes what reads one step at a time, at a state of zeros.
    func makeStream(batchSize: Int, team: ThreadTeam, in arena: Arena) -> any LayerStream
}

/// One layer's forward pass, kept for its backward pass.
package protocol LayerTape: AnyObject {
    /// Runs the layer over a batch and keeps what backward needs in the pass's workspace. Gives [tokens, outputs].
    func forward(_ input: Matrix, state: LayerState?, _ pass: Pass) -> Matrix

    /// Gives back the deltas of the input and adds the gradients of the parameters.
    ///
    /// - Parameters:
    ///   - outputDeltas: [tokens, outputs].
    ///   - stateDeltas: Deltas of the final states, replaced by those of the initial ones; nil stands for zeros.
    ///   - inputDeltas: [tokens, inputs], overwritten; nil when nobody needs them.
    func backward(
        _ outputDeltas: Matrix, stateDeltas: LayerState?, inputDeltas: Matrix?, gradients: ParameterBuffer, _ pass: Pass
    )
}

/// A layer that reads one step at a time and carries its state.
package protocol LayerStream: AnyObject {
    /// The present state: windows, valid and true until the next step. Writing into them sets the state.
    var state: LayerState { get }
    /// Reads one step, [batch, inputs], and gives [batch, outputs], valid until the next step.
    func step(_ input: Matrix) -> Matrix
}
