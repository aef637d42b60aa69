import WeftTensors

/// Additive attention over the states of each sequence (Bahdanau et al. 2015; Yang et al. 2016, equations 5 to 7):
///
///     score_t = v · tanh(W·h_t + b)      weights = softmax of the scores of one sequence      pooled = Σ weight_t · h_t
///
/// A sequence's softmax runs over its own rows, so there is nothing to mask. Backward, with g_t = pooledDelta · h_t:
///
///     dscore_t = weight_t · (g_t - Σ weight · g)      dh_t = weight_t · pooledDelta + Wᵀ·(dscore_t · v · (1 - tanh²))
package struct AttentionPooling: Sendable {
    /// Rows of a unit of work.
    private static let grain = 48

    package let projection: Linear  // attention.projection: weight [A, F], bias [A]
    package let query: Slot  // attention.query.weight [1, A]

    /// What forward leaves for backward.
    package struct Activations: Sendable {
        /// [batch, steps], zero after a sequence's end.
        package let weights: Matrix
        /// tanh of the projection, [tokens, A] in panels.
        let projected: Matrix
    }

    package init(_ name: String, states: Features, size: Int, in layout: inout ParameterLayout) {
        layout.group = name
        projection = Linear("\(name).projection", inputs: states, outputs: size, in: &layout)
        query = layout.row("\(name).query.weight", inputs: projection.outputs)
    }

    package func forward(
        _ states: Matrix, values: ParameterBuffer, pooled: Matrix, _ pass: Pass
    ) -> Activations {
        let sequences = pass.sequences, workspace = pass.workspace, team = pass.team
        let weights = workspace.matrix(rows: sequences.batchSize, columns: sequences.steps)
        let kept = Activations(
            weights: weights, projected: projection.makeOutput(rows: sequences.tokens, in: workspace))
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let scores = workspace.matrix(rows: 1, columns: sequences.tokens)
        let weight = values.weights(projection.weight), bias = values[projection.bias], query = values[query]
        let scratch =
            values.precision == .int8
            ? workspace.quantizedRows(rows: sequences.tokens, columns: weight.rows) : nil
        team.split(sequences.tokens, grain: AttentionPooling.grain) { rows in
            let part = kept.projected.rows(from: rows.lowerBound, count: rows.count)
            let operand = Operand(
                states.rows(from: rows.lowerBound, count: rows.count), inner: weight.rows,
                scratch: scratch?.rows(from: rows.lowerBound, count: rows.count))
            operand.multiply(weight, into: part, from: .matrix(bias.repeated))
            Kernels.attentionScores(part, query: query.base, scores: scores.base + rows.lowerBound)
        }
        team.run(sequences.batchSize) { place in
            let length = sequences.lengths[place]
            let row = weights.base + place * weights.rowStride
            for step in 0..<length { row[step] = scores.base[sequences.row(step: step, place: place)] }
            Kernels.softmax(
                Matrix(base: row, rows: 1, columns: length, rowStride: weights.rowStride, blockStride: Matrix.block))
            for column in Matrix.padded(length)..<max(Matrix.padded(length), weights.paddedColumns) { row[column] = 0 }
            addWeighted(states, row, sequences, place, to: pooled)
        }
        return kept
    }

    /// pooled[place] = Σ weight_t · h_t
    private func addWeighted(
        _ states: Matrix, _ weights: UnsafeMutablePointer<Float>, _ sequences: PackedSequences, _ place: Int,
        to pooled: Matrix
    ) {
        let target = pooled.rows(from: place, count: 1)
        target.clear()
        for step in 0..<sequences.lengths[place] {
            let row = sequences.row(step: step, place: place)
            Kernels.addScaled(
                states.base + row * states.rowStride, by: weights[step], to: target.base, count: states.paddedColumns)
        }
    }

    /// Overwrites the deltas of the states and adds the gradients of projection and query. What forward kept of the
    /// projection is replaced by its deltas.
    package func backward(
        _ states: Matrix, pooledDeltas: Matrix, kept: Activations, prepared: Linear.Prepared, stateDeltas: Matrix,
        values: ParameterBuffer, gradients: ParameterBuffer, _ pass: Pass
    ) {
        let sequences = pass.sequences, workspace = pass.workspace, team = pass.team
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let scoreDeltas = workspace.matrix(rows: 1, columns: sequences.tokens)
        let query = values[query], queryGradient = gradients[self.query]
        let projected = kept.projected
        team.run(sequences.batchSize) { place in
            backward(place, states, pooledDeltas, sequences, kept.weights, scoreDeltas, stateDeltas)
        }
        team.split(projected.blocks) { blocks in
            let start = blocks.lowerBound * Matrix.block
            let part = projected.blocks(from: blocks.lowerBound, count: blocks.count)
            Kernels.addWeightedColumnSums(part, weights: scoreDeltas.base, to: queryGradient.base + start)
            Kernels.attentionDeltas(part, query: query.base + start, scoreDeltas: scoreDeltas.base)
        }
        projection.backward(
            states, outputDeltas: projected, prepared: prepared, inputDeltas: stateDeltas, adding: true,
            gradients: gradients, workspace: workspace, team: team)
    }

    /// The softmax and the weighted sum of one sequence.
    private func backward(
        _ place: Int, _ states: Matrix, _ pooledDeltas: Matrix, _ sequences: PackedSequences, _ weights: Matrix,
        _ scoreDeltas: Matrix, _ stateDeltas: Matrix
    ) {
        let delta = pooledDeltas.base + place * pooledDeltas.rowStride
        let weight = weights.base + place * weights.rowStride
        let length = sequences.lengths[place], width = states.paddedColumns
        var mean: Float = 0
        for step in 0..<length {
            let row = sequences.row(step: step, place: place)
            let slope = Kernels.dot(delta, states.base + row * states.rowStride, count: width)
            scoreDeltas.base[row] = slope
            mean += weight[step] * slope
            Kernels.scaled(
                delta, by: weight[step], into: stateDeltas.base + row * stateDeltas.rowStride, count: width)
        }
        for step in 0..<length {
            let row = sequences.row(step: step, place: place)
            scoreDeltas.base[row] = weight[step] * (scoreDeltas.base[row] - mean)
        }
    }
}
