import WeftTensors

extension RecurrentLayer {
    /// Tokens summed at a time; a constant, so that sums have one order.
    private static let tokenBlock = 256

    /// Phase 4: dW += Xᵀ·dG, dU += Hᵀ·dG over all tokens, db += column sums. A unit of work owns some columns of a
    /// direction's gates, so every sum is one thread's.
    func addWeightGradients(
        _ input: Matrix, sequences: PackedSequences, kept: Activations, gradients: ParameterBuffer, workspace: Arena,
        team: ThreadTeam
    ) {
        let directions = slots.count
        let shares = max(1, min(lanesOfGradients(team), unitBlocks))
        let depth = max(inputs.paddedCount, Matrix.padded(hiddenSize))
        let mark = workspace.used
        let scratch = workspace.matrix(rows: depth * directions * shares, columns: RecurrentLayer.tokenBlock)
        team.run(directions * shares) { unit in
            let direction = unit % directions, share = unit / directions
            let room = scratch.rows(from: unit * depth, count: depth)
            let deltas = kept.gates[direction], slots = slots[direction]
            let mine = { (gates: Range<Int>) -> Range<Int> in
                let blocks = gates.count * unitBlocks
                return blocks * share / shares..<blocks * (share + 1) / shares
            }
            let output = part(kept.output, direction)
            sequences.withNeighbours(following: direction == 1) { before in
                for first in stride(from: 0, to: sequences.tokens, by: RecurrentLayer.tokenBlock) {
                    let count = min(RecurrentLayer.tokenBlock, sequences.tokens - first)
                    let rows = deltas.rows(from: first, count: count)
                    Kernels.transpose(
                        input.rows(from: first, count: count), columns: inputs.paddedCount, into: room)
                    add(
                        room, rows, gates: cell.inputGates, mine: mine(cell.inputGates), depth: inputs.paddedCount,
                        weight: gradients[slots.inputHidden], bias: gradients[slots.inputBias])
                    Kernels.transpose(
                        output, index: before + first, rows: count, columns: Matrix.padded(hiddenSize), into: room)
                    add(
                        room, rows, gates: cell.recurrentGates, mine: mine(cell.recurrentGates),
                        depth: Matrix.padded(hiddenSize), weight: gradients[slots.hiddenHidden],
                        bias: gradients[slots.hiddenBias])
                }
            }
        }
        workspace.reset(to: mark)
    }

    private func lanesOfGradients(_ team: ThreadTeam) -> Int {
        team.count % slots.count == 0 ? team.count / slots.count : team.count
    }

    /// weight[:, mine] += left · deltas[:, mine], bias[mine] += their column sums. `left` is transposed: [depth, tokens].
    private func add(
        _ left: Matrix, _ deltas: Matrix, gates: Range<Int>, mine: Range<Int>, depth: Int, weight: Matrix, bias: Matrix
    ) {
        let columns = deltas.blocks(from: gates.lowerBound * unitBlocks + mine.lowerBound, count: mine.count)
        Kernels.product(
            left.rows(from: 0, count: depth), columns,
            into: weight.blocks(from: mine.lowerBound, count: mine.count), from: .result, inner: deltas.rows)
        Kernels.addColumnSums(columns, to: bias.base + mine.lowerBound * Matrix.block)
    }
}
