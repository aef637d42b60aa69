import WeftTensors

/// How the states of a sequence become one vector.
public enum PoolingKind: String, Sendable, CaseIterable {
    /// Weighted by learned attention.
    case attention
    /// The largest value of each feature.
    case max
    /// The mean over time.
    case mean
    /// The state after the last token: the last row of the forward direction, the first of the reverse one.
    case last
}

/// One vector for each sequence of a batch, from its own rows alone.
package struct Pooling: Sendable {
    package let kind: PoolingKind
    package let states: Features
    private let attention: AttentionPooling?

    /// Declares the parameters of attention under `name`; the other kinds have none.
    ///
    /// - Parameter attentionSize: Units of the attention's projection.
    package init(
        _ kind: PoolingKind, states: Features, attentionSize: Int, name: String = "attention",
        in layout: inout ParameterLayout
    ) {
        self.kind = kind
        self.states = states
        attention =
            kind == .attention ? AttentionPooling(name, states: states, size: attentionSize, in: &layout) : nil
    }

    /// The same columns as the states.
    package var outputs: Features { states }

    /// Cuts the room for the weights in the form that training needs.
    package func makePrepared(in arena: Arena) -> Linear.Prepared? { attention?.projection.makePrepared(in: arena) }

    /// Floats that ``makePrepared(in:)`` cuts.
    package var preparedFloats: Int { attention?.projection.preparedFloats ?? 0 }

    package func prepare(_ values: ParameterBuffer, into prepared: Linear.Prepared?, team: ThreadTeam) {
        if let attention, let prepared { attention.projection.prepare(values, into: prepared, team: team) }
    }

    /// What forward leaves for backward.
    package enum Kept: Sendable {
        case attention(AttentionPooling.Activations)
        case max(MaximumRows)
        case nothing

        /// Attention's weights [batch, steps]: row = place in the batch, zero after the sequence's end.
        package var weights: Matrix? { if case .attention(let kept) = self { kept.weights } else { nil } }
    }

    /// Floats of what forward keeps.
    package func keptFloats(_ sequences: PackedSequences) -> Int {
        switch kind {
        case .attention:
            sequences.tokens * (attention?.projection.outputs.paddedCount ?? 0)
                + Arena.floats(rows: sequences.batchSize, columns: sequences.steps)
        case .max: sequences.batchSize * states.paddedCount
        case .mean, .last: 0
        }
    }

    /// Floats that forward takes at most, what it keeps included.
    package func forwardFloats(_ sequences: PackedSequences, precision: WeightPrecision) -> Int {
        guard kind == .attention else { return keptFloats(sequences) }
        let rounded = Arena.quantizedRowsFloats(rows: sequences.tokens, columns: states.paddedCount)
        return keptFloats(sequences) + Arena.floats(rows: 1, columns: sequences.tokens)
            + (precision == .int8 ? rounded : 0)
    }

    /// pooled [B, F] = one vector a sequence, in the order of the batch's places; `states` is [tokens, F].
    ///
    /// What is kept is cut from the workspace and valid as long as it is not reset.
    package func forward(
        _ states: Matrix, values: ParameterBuffer, pooled: Matrix, _ pass: Pass
    ) -> Kept {
        let sequences = pass.sequences, team = pass.team
        precondition(states.rows == sequences.tokens && pooled.rows == sequences.batchSize)
        switch kind {
        case .attention:
            guard let attention else { return .nothing }
            return .attention(
                attention.forward(states, values: values, pooled: pooled, pass))
        case .max:
            return .max(maximum(states, sequences: sequences, pooled: pooled, workspace: pass.workspace, team: team))
        case .mean:
            mean(states, sequences: sequences, pooled: pooled, team: team)
        case .last:
            last(states, sequences: sequences, pooled: pooled)
        }
        return .nothing
    }

    /// Overwrites the deltas of the states [tokens, F] and adds the gradients of the parameters.
    package func backward(
        _ states: Matrix, pooledDeltas: Matrix, kept: Kept, prepared: Linear.Prepared?, stateDeltas: Matrix,
        values: ParameterBuffer, gradients: ParameterBuffer, _ pass: Pass
    ) {
        let sequences = pass.sequences, team = pass.team
        switch (kind, kept) {
        case (.attention, .attention(let kept)):
            guard let attention, let prepared else { return }
            attention.backward(
                states, pooledDeltas: pooledDeltas, kept: kept, prepared: prepared, stateDeltas: stateDeltas,
                values: values, gradients: gradients, pass)
        case (.max, .max(let rows)):
            maximumBackward(
                rows, pooledDeltas: pooledDeltas, sequences: sequences, stateDeltas: stateDeltas, team: team)
        case (.mean, _):
            meanBackward(pooledDeltas, sequences: sequences, stateDeltas: stateDeltas, team: team)
        case (.last, _):
            lastBackward(pooledDeltas, sequences: sequences, stateDeltas: stateDeltas)
        default:
            preconditionFailure("backward of \(kind) pooling needs what its forward kept")
        }
    }
}
