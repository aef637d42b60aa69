import WeftTensors

/// The gradients of a layer's weights as large products over many tokens.
enum WeightGradients {
    /// Tokens summed at a time; a constant, so that sums have one order.
    static let tokenBlock = 256

    /// weight[blocks, :] += leftᵀ[blocks, :] · deltas. Row r of `left` is `index[r]` when an index is given.
    ///
    /// - Parameter room: Rows for the blocks, ``tokenBlock`` columns.
    static func add(
        _ left: Matrix, index: UnsafePointer<Int32>? = nil, deltas: Matrix, blocks: Range<Int>, room: Matrix,
        weight: Matrix
    ) {
        let depth = blocks.count * Matrix.block
        guard depth > 0 else { return }
        Kernels.transpose(
            left.blocks(from: blocks.lowerBound, count: blocks.count), index: index, rows: deltas.rows,
            columns: depth, into: room)
        Kernels.product(
            room.rows(from: 0, count: depth), deltas,
            into: weight.rows(from: blocks.lowerBound * Matrix.block, count: depth), from: .result,
            inner: deltas.rows)
    }

    /// A share of the biases += the column sums of the deltas.
    static func addBias(_ deltas: Matrix, share: Int, of shares: Int, to bias: Matrix) {
        let columns = range(ofShare: share, of: shares, in: deltas.blocks)
        Kernels.addColumnSums(
            deltas.blocks(from: columns.lowerBound, count: columns.count),
            to: bias.base + columns.lowerBound * Matrix.block)
    }

    /// The part of `0..<count` that belongs to a share; parts differ by one at most.
    static func range(ofShare share: Int, of shares: Int, in count: Int) -> Range<Int> {
        count * share / shares..<count * (share + 1) / shares
    }

    /// One of some units of work that together add the gradients: it owns some inputs of each weight and some biases.
    struct Share {
        let index: Int
        /// How many there are.
        let count: Int
        /// Rows for the largest weight's share of inputs, ``tokenBlock`` columns.
        let room: Matrix

        /// weight += leftᵀ · deltas and bias += the column sums of the deltas, the share's part of them.
        func add(_ left: Matrix, deltas: Matrix, weight: Matrix, bias: Matrix) {
            let blocks = range(ofShare: index, of: count, in: left.blocks)
            for first in stride(from: 0, to: deltas.rows, by: tokenBlock) {
                let rows = min(tokenBlock, deltas.rows - first)
                let deltas = deltas.rows(from: first, count: rows)
                WeightGradients.add(
                    left.rows(from: first, count: rows), deltas: deltas, blocks: blocks, room: room, weight: weight)
                addBias(deltas, share: index, of: count, to: bias)
            }
        }
    }
}
