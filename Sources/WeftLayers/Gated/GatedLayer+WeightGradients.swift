import WeftTensors

extension GatedLayer {
    /// Phase 4: dW += Xᵀ·dG, dU += Hᵀ·dG over all tokens of the passes, db += column sums. Each share of a direction owns
    /// some rows of its weights and some biases, so every sum is one thread's.
    func addWeightGradients(
        _ input: Matrix, output: Matrix, passes: Directions<BackwardPass>, gradients: ParameterBuffer, _ pass: Pass
    ) {
        let sequences = pass.sequences, workspace = pass.workspace, team = pass.team
        let count = passes.count, shares = shares(directions: passes.count, team: team)
        let depth = weightGradientDepth
        let mark = workspace.used
        let scratch = workspace.matrix(rows: depth * count * shares, columns: WeightGradients.tokenBlock)
        team.run(count * shares) { unit in
            let pass = passes[unit % count], share = unit / count
            let room = scratch.rows(from: unit * depth, count: depth)
            let slots = slots[pass.direction], states = part(output, pass.direction)
            let mine = weightRows(ofShare: share, of: shares)
            sequences.withNeighbours(following: pass.direction == 1) { before in
                for first in stride(from: 0, to: pass.tokens.count, by: WeightGradients.tokenBlock) {
                    let rows = min(WeightGradients.tokenBlock, pass.tokens.count - first)
                    let token = pass.tokens.lowerBound + first
                    let deltas = pass.gates.rows(from: first, count: rows)
                    WeightGradients.add(
                        input.rows(from: token, count: rows), deltas: gates(deltas, cell.inputGates),
                        blocks: mine.input, room: room, weight: gradients[slots.inputHidden])
                    WeightGradients.addBias(
                        gates(deltas, cell.inputGates), share: share, of: shares, to: gradients[slots.inputBias])
                    addVectors(pass, first..<first + rows, share: share, of: shares, gradients: gradients)
                    guard let recurrent = slots.recurrent else { continue }
                    WeightGradients.add(
                        states, index: before + token, deltas: gates(deltas, cell.recurrentGates),
                        blocks: mine.hidden, room: room, weight: gradients[recurrent.weight])
                    WeightGradients.addBias(
                        gates(deltas, cell.recurrentGates), share: share, of: shares, to: gradients[recurrent.bias])
                }
            }
        }
        workspace.reset(to: mark)
    }

    /// Rows of a share's room: the inputs of a weight.
    private var weightGradientDepth: Int { Matrix.padded(max(inputs.paddedCount, hiddenSize)) }

    /// Floats of room that the weight gradients of some directions at work take.
    func weightGradientFloats(directions: Int, team: ThreadTeam) -> Int {
        let shares = directions * shares(directions: directions, team: team)
        return Arena.floats(rows: weightGradientDepth * shares, columns: WeightGradients.tokenBlock)
    }

    /// The columns of some gates.
    private func gates(_ matrix: Matrix, _ gates: Range<Int>) -> Matrix {
        matrix.blocks(from: gates.lowerBound * unitBlocks, count: gates.count * unitBlocks)
    }

    /// A share's blocks of rows of both weights, cut as if one stood above the other: so shares are even though neither
    /// weight can be halved.
    private func weightRows(ofShare share: Int, of shares: Int) -> (input: Range<Int>, hidden: Range<Int>) {
        let inputBlocks = inputs.paddedCount / Matrix.block, blocks = inputBlocks + unitBlocks
        let mine = WeightGradients.range(ofShare: share, of: shares, in: blocks)
        let hidden = mine.clamped(to: inputBlocks..<blocks)
        return (
            mine.clamped(to: 0..<inputBlocks), hidden.lowerBound - inputBlocks..<hidden.upperBound - inputBlocks
        )
    }

    /// A share of the vectors += the column sums of their gates' deltas times the states that they read.
    private func addVectors(
        _ pass: BackwardPass, _ rows: Range<Int>, share: Int, of shares: Int, gradients: ParameterBuffer
    ) {
        let units = units(ofShare: share, of: shares)
        for (vector, slot) in zip(cell.vectors, slots[pass.direction].vectors) {
            guard let states = vector.readsBefore ? pass.before : pass.after else { continue }
            let part = { (matrix: Matrix, start: Int) in
                matrix.rows(from: rows.lowerBound, count: rows.count).blocks(
                    from: start + units.lowerBound, count: units.count)
            }
            Kernels.addColumnSums(
                part(pass.gates, vector.gate * unitBlocks), times: part(states, 0),
                to: gradients[slot].base + units.lowerBound * Matrix.block)
        }
    }
}
