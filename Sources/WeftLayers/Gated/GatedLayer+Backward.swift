import WeftTensors

/// Some consecutive steps of one direction on their way back, or the rows of one step among them.
struct BackwardPass: Sendable {
    let direction: Int
    /// The steps, counted backwards from the direction's last.
    let indices: Range<Int>
    /// The tokens of the steps: what the first rows of the next three belong to.
    let tokens: Range<Int>
    /// The gates as forward left them, replaced by their deltas.
    let gates: Matrix
    let before: Matrix?
    let after: Matrix?
    let outputDeltas: Matrix
    /// The deltas of the states after the steps, replaced by those before.
    let state: GatedState
    let prepared: GatedWeights.Prepared

    /// The rows of the index-th step backwards that belong to a lane.
    fileprivate func rows(_ index: Int, of sequences: PackedSequences, lane: Lane = .whole) -> BackwardPass {
        let step = direction == 1 ? index : sequences.steps - 1 - index
        let first = sequences.offsets[step] - tokens.lowerBound, count = lane.rows(among: sequences.batchSizes[step])
        return BackwardPass(
            direction: direction, indices: indices, tokens: tokens,
            gates: gates.rows(of: lane, from: first, count: count),
            before: before?.rows(of: lane, from: first, count: count),
            after: after?.rows(of: lane, from: first, count: count),
            outputDeltas: outputDeltas.rows(of: lane, from: first, count: count),
            state: GatedState(
                hidden: state.hidden.rows(of: lane, count: count),
                cell: state.cell?.rows(of: lane, count: count)),
            prepared: prepared)
    }
}

extension GatedLayer {
    /// What backward is given.
    struct Backward {
        let input: Matrix
        /// What forward kept; its gates are replaced by their deltas.
        let kept: Activations
        /// [tokens, directions · H].
        let outputDeltas: Matrix
        /// Deltas of the final states, replaced by those of the initial ones; nil stands for zeros.
        let stateDeltas: GatedState?
        /// [tokens, I], overwritten; nil when nobody needs them.
        let inputDeltas: Matrix?
    }

    /// Gives back the deltas of the input and adds the gradients of the parameters.
    func backward(_ given: Backward, weights: GatedWeights, gradients: ParameterBuffer, _ pass: Pass) {
        let sequences = pass.sequences, workspace = pass.workspace, team = pass.team
        let kept = given.kept, stateDeltas = given.stateDeltas
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let states = Directions(bidirectional: isBidirectional) { isReverse in
            makeDeltas(stateDeltas, direction: isReverse ? 1 : 0, batchSize: sequences.batchSize, in: workspace)
        }
        func goBack(_ passes: Directions<BackwardPass>) {
            backwardThroughTime(passes, sequences: sequences, team: team)
            if let inputDeltas = given.inputDeltas { backwardToInput(passes, inputDeltas: inputDeltas, team: team) }
            addWeightGradients(given.input, output: kept.output, passes: passes, gradients: gradients, pass)
        }
        if let gates = kept.gates {
            goBack(
                Directions(bidirectional: isBidirectional) { isReverse in
                    let direction = isReverse ? 1 : 0
                    return BackwardPass(
                        direction: direction, indices: 0..<sequences.steps, tokens: 0..<sequences.tokens,
                        gates: gates[direction], before: kept.before[direction], after: kept.after[direction],
                        outputDeltas: part(given.outputDeltas, direction), state: states[direction],
                        prepared: weights.prepared[direction])
                })
        } else {
            let recomputation = Recomputation(weights, input: given.input, kept: kept, pass)
            for direction in 0..<slots.count {
                recomputation.forEachPass(
                    direction, outputDeltas: part(given.outputDeltas, direction), state: states[direction], goBack)
            }
        }
        guard let stateDeltas else { return }
        for direction in 0..<slots.count {
            part(stateDeltas.hidden, direction).copy(from: states[direction].hidden)
            if let deltas = stateDeltas.cell, let cells = states[direction].cell {
                part(deltas, direction).copy(from: cells)
            }
        }
    }

    /// A copy of the deltas of a direction's final states.
    private func makeDeltas(
        _ stateDeltas: GatedState?, direction: Int, batchSize: Int, in workspace: Arena
    ) -> GatedState {
        let state = GatedState(
            hidden: workspace.matrix(rows: batchSize, columns: hiddenSize),
            cell: cell.hasCellState ? workspace.matrix(rows: batchSize, columns: hiddenSize) : nil)
        guard let stateDeltas else {
            state.clear()
            return state
        }
        state.hidden.copy(from: part(stateDeltas.hidden, direction))
        if let deltas = stateDeltas.cell { state.cell?.copy(from: part(deltas, direction)) }
        return state
    }

    /// Phase 3 backwards and phase 2 transposed, step by step: gates become their deltas.
    private func backwardThroughTime(
        _ passes: Directions<BackwardPass>, sequences: PackedSequences, team: ThreadTeam
    ) {
        let count = passes.count
        let lanes = lanes(batchSize: sequences.batchSize, directions: count, team: team)
        if isSharedByUnits(lanes: lanes, directions: count, team: team) {
            return runByUnits(passes, sequences: sequences, team: team)
        }
        team.run(count * lanes) { unit in
            let pass = passes[unit % count], lane = Lane(index: unit / count, count: lanes)
            for index in pass.indices {
                let step = pass.rows(index, of: sequences, lane: lane)
                backwardThroughCell(step, units: 0..<unitBlocks)
                backwardToState(step, units: 0..<unitBlocks)
            }
        }
    }

    /// Runs all sequences step by step. Each share of the units goes through the cell, and when all have, through the
    /// recurrent weights; where there are none, nobody waits.
    private func runByUnits(_ passes: Directions<BackwardPass>, sequences: PackedSequences, team: ThreadTeam) {
        let count = passes.count, shares = shares(directions: passes.count, team: team)
        guard !cell.isScan else {
            return team.run(count * shares) { unit in
                let pass = passes[unit % count], units = units(ofShare: unit / count, of: shares)
                for index in pass.indices { backwardThroughCell(pass.rows(index, of: sequences), units: units) }
            }
        }
        for index in passes.forward.indices {
            team.run(count * shares) { unit in
                backwardThroughCell(
                    passes[unit % count].rows(index, of: sequences), units: units(ofShare: unit / count, of: shares))
            }
            team.run(count * shares) { unit in
                backwardToState(
                    passes[unit % count].rows(index, of: sequences), units: units(ofShare: unit / count, of: shares))
            }
        }
    }

    /// Phase 3 of one step: the gates of some units become their deltas.
    private func backwardThroughCell(_ pass: BackwardPass, units: Range<Int>) {
        guard pass.gates.rows > 0 else { return }
        let part = { (matrix: Matrix) in matrix.blocks(from: units.lowerBound, count: units.count) }
        let hidden = part(pass.state.hidden)
        var step = CellStep(
            gates: part(pass.gates), gateStride: unitBlocks, hidden: hidden, next: hidden,
            cell: pass.state.cell.map(part), output: part(pass.outputDeltas), before: pass.before.map(part))
        step.after = pass.after.map(part)
        step.vectors = pass.prepared.vectors.map(part)
        Kernels.backward(cell.kernel, step, rows: pass.gates.rows, blocks: units.count)
    }

    /// Phase 2 of one step transposed: the deltas of all gates reach the states before of some units.
    private func backwardToState(_ pass: BackwardPass, units: Range<Int>) {
        guard let transposed = pass.prepared.hiddenTransposed, pass.gates.rows > 0 else { return }
        let reached = pass.gates.blocks(
            from: cell.recurrentGates.lowerBound * unitBlocks, count: cell.recurrentGates.count * unitBlocks)
        Kernels.product(
            reached, transposed.blocks(from: units.lowerBound, count: units.count),
            into: pass.state.hidden.blocks(from: units.lowerBound, count: units.count), from: .result)
    }

    /// Phase 1 transposed, over all tokens of the passes at once: dx = dG·W, first of one direction, then of the other.
    private func backwardToInput(_ passes: Directions<BackwardPass>, inputDeltas: Matrix, team: ThreadTeam) {
        let tokens = passes.forward.tokens
        team.split(tokens.count, grain: Kernels.rowGrain) { rows in
            let deltas = inputDeltas.rows(from: tokens.lowerBound + rows.lowerBound, count: rows.count)
            for index in 0..<passes.count {
                let pass = passes[index]
                guard let transposed = pass.prepared.inputTransposed else { return }
                let reached = pass.gates.rows(from: rows.lowerBound, count: rows.count).blocks(
                    from: cell.inputGates.lowerBound * unitBlocks, count: cell.inputGates.count * unitBlocks)
                Kernels.product(reached, transposed, into: deltas, from: pass.direction == 0 ? .zero : .result)
            }
        }
    }
}
