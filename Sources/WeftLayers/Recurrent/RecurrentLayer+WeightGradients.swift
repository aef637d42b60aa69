import WeftTensors

extension RecurrentLayer {
    /// Tokens summed at a time; a constant, so that sums have one order.
    private static let tokenBlock = 256

    /// Phase 4: dW += Xᵀ·dG, dU += Hᵀ·dG over all tokens, db += column sums. Each share of a direction owns some rows of
    /// its weights and some biases, so every sum is one thread's.
    func addWeightGradients(
        _ input: Matrix, sequences: PackedSequences, kept: Activations, gradients: ParameterBuffer, workspace: Arena,
        team: ThreadTeam
    ) {
        let directions = slots.count, shares = shares(team)
        let depth = Matrix.padded(max(inputs.paddedCount, hiddenSize))
        let mark = workspace.used
        let scratch = workspace.matrix(rows: depth * directions * shares, columns: RecurrentLayer.tokenBlock)
        team.run(directions * shares) { unit in
            let direction = unit % directions, share = unit / directions
            let room = scratch.rows(from: unit * depth, count: depth)
            let slots = slots[direction], output = part(kept.output, direction)
            sequences.withNeighbours(following: direction == 1) { before in
                for first in stride(from: 0, to: sequences.tokens, by: RecurrentLayer.tokenBlock) {
                    let count = min(RecurrentLayer.tokenBlock, sequences.tokens - first)
                    let deltas = kept.gates[direction].rows(from: first, count: count)
                    add(
                        input.rows(from: first, count: count), deltas: gates(deltas, cell.inputGates),
                        share: share, of: shares, room: room, weight: gradients[slots.inputHidden],
                        bias: gradients[slots.inputBias])
                    add(
                        output, index: before + first, deltas: gates(deltas, cell.recurrentGates),
                        share: share, of: shares, room: room, weight: gradients[slots.hiddenHidden],
                        bias: gradients[slots.hiddenBias])
                }
            }
        }
        workspace.reset(to: mark)
    }

    /// The columns of some gates.
    private func gates(_ matrix: Matrix, _ gates: Range<Int>) -> Matrix {
        matrix.blocks(from: gates.lowerBound * unitBlocks, count: gates.count * unitBlocks)
    }

    /// weight[mine, :] += leftᵀ[mine, :] · deltas, bias[mine] += their column sums, where `mine` is a share of the weight's
    /// rows, or of the bias. Row r of `left` is `index[r]` when an index is given.
    private func add(
        _ left: Matrix, index: UnsafePointer<Int32>? = nil, deltas: Matrix, share: Int, of shares: Int, room: Matrix,
        weight: Matrix, bias: Matrix
    ) {
        let mine = { (blocks: Int) in blocks * share / shares..<blocks * (share + 1) / shares }
        let blocks = mine(weight.rows / Matrix.block)
        let depth = blocks.count * Matrix.block
        Kernels.transpose(
            left.blocks(from: blocks.lowerBound, count: blocks.count), index: index, rows: deltas.rows,
            columns: depth, into: room)
        Kernels.product(
            room.rows(from: 0, count: depth), deltas,
            into: weight.rows(from: blocks.lowerBound * Matrix.block, count: depth), from: .result,
            inner: deltas.rows)
        let columns = mine(deltas.blocks)
        Kernels.addColumnSums(
            deltas.blocks(from: columns.lowerBound, count: columns.count),
            to: bias.base + columns.lowerBound * Matrix.block)
    }
}
