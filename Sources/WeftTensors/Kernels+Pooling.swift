import WeftKernels

extension Kernels {
    /// projected = tanh(projected); scores[r] = query · its row r.
    package static func attentionScores(
        _ projected: Matrix, query: UnsafePointer<Float>, scores: UnsafeMutablePointer<Float>
    ) {
        weft_attention_scores(projected.rows, projected.blocks, projected.kernel, query, scores)
    }

    /// Replaces t = tanh(…) by its delta before the tanh, scoreDeltas[r] · query · (1 - t²).
    package static func attentionDeltas(
        _ projected: Matrix, query: UnsafePointer<Float>, scoreDeltas: UnsafePointer<Float>
    ) {
        weft_attention_deltas(projected.rows, projected.blocks, projected.kernel, query, scoreDeltas)
    }

    /// sums[c] += Σ_r weights[r] · a[r, c], over whole blocks, in ascending order of rows.
    package static func addWeightedColumnSums(
        _ a: Matrix, weights: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>
    ) {
        weft_weighted_column_sums(a.rows, a.blocks, a.kernel, weights, sums)
    }

    /// Where x > largest: largest = x, rows = row.
    package static func keepMaximum(
        _ x: UnsafePointer<Float>, row: Int, largest: UnsafeMutablePointer<Float>,
        rows: UnsafeMutablePointer<Int32>, count: Int
    ) {
        weft_keep_maximum(count, x, Int32(row), largest, rows)
    }

    /// y = scale · x
    package static func scaled(
        _ x: UnsafePointer<Float>, by scale: Float, into y: UnsafeMutablePointer<Float>, count: Int
    ) {
        weft_scaled(count, scale, x, y)
    }

    /// Fills a dropout mask: 0 with probability `rate`, else 1 / (1 - rate); an element depends on seed, stream, step,
    /// `firstRow` + its row and its column alone.
    package static func dropoutMask(
        _ mask: Matrix, rate: Float, seed: UInt64, stream: UInt32, step: Int, firstRow: Int
    ) {
        weft_dropout_mask(
            mask.rows, mask.blocks, seed, stream, UInt32(truncatingIfNeeded: step),
            UInt32(truncatingIfNeeded: firstRow), rate, mask.kernel)
    }
}
