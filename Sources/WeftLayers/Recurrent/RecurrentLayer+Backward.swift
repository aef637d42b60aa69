import WeftTensors

/// What one direction of a backward pass works on: all its tokens, or the rows of one step.
private struct BackwardPass: Sendable {
    let gates: Matrix
    let before: Matrix?
    let outputDeltas: Matrix
    let state: RecurrentState
    let hiddenTransposed: Matrix?
    let isReverse: Bool

    /// The rows of the index-th step backwards that belong to a lane: the lane-th and every `lanes`-th after it.
    func rows(_ index: Int, of sequences: PackedSequences, lane: Int = 0, lanes: Int = 1) -> BackwardPass {
        let step = isReverse ? index : sequences.steps - 1 - index
        let alive = sequences.batchSizes[step], first = sequences.offsets[step] + lane
        let count = alive > lane ? (alive - lane + lanes - 1) / lanes : 0
        return BackwardPass(
            gates: gates.rows(from: first, count: count, step: lanes),
            before: before?.rows(from: first, count: count, step: lanes),
            outputDeltas: outputDeltas.rows(from: first, count: count, step: lanes),
            state: RecurrentState(
                hidden: state.hidden.rows(from: lane, count: count, step: lanes),
                cell: state.cell?.rows(from: lane, count: count, step: lanes)),
            hiddenTransposed: hiddenTransposed, isReverse: isReverse)
    }
}

extension RecurrentLayer {
    /// Gives back the deltas of the input and adds the gradients of the parameters.
    ///
    /// - Parameters:
    ///   - kept: What forward kept; its gates are replaced by their deltas.
    ///   - outputDeltas: [tokens, directions · H].
    ///   - stateDeltas: Deltas of the final states, replaced by those of the initial ones; nil stands for zeros.
    ///   - inputDeltas: [tokens, I], overwritten; nil when nobody needs them.
    package func backward(
        _ input: Matrix, sequences: PackedSequences, kept: Activations, outputDeltas: Matrix,
        stateDeltas: RecurrentState?, prepared: Directions<Prepared>, inputDeltas: Matrix?,
        gradients: ParameterBuffer, workspace: Arena, team: ThreadTeam
    ) {
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        backwardThroughTime(
            sequences: sequences, kept: kept, outputDeltas: outputDeltas, stateDeltas: stateDeltas,
            prepared: prepared, workspace: workspace, team: team)
        if let inputDeltas {
            backwardToInput(kept: kept, prepared: prepared, inputDeltas: inputDeltas, team: team)
        }
        addWeightGradients(
            input, sequences: sequences, kept: kept, gradients: gradients, workspace: workspace, team: team)
    }

    /// Phase 3 backwards and phase 2 transposed, step by step: gates become their deltas.
    private func backwardThroughTime(
        sequences: PackedSequences, kept: Activations, outputDeltas: Matrix, stateDeltas: RecurrentState?,
        prepared: Directions<Prepared>, workspace: Arena, team: ThreadTeam
    ) {
        let batch = sequences.batchSize
        let states = Directions(bidirectional: isBidirectional) { isReverse in
            let state = RecurrentState(
                hidden: workspace.matrix(rows: batch, columns: hiddenSize),
                cell: cell.hasCellState ? workspace.matrix(rows: batch, columns: hiddenSize) : nil)
            guard let stateDeltas else {
                state.clear()
                return state
            }
            let direction = isReverse ? 1 : 0
            state.hidden.copy(from: part(stateDeltas.hidden, direction))
            if let deltas = stateDeltas.cell { state.cell?.copy(from: part(deltas, direction)) }
            return state
        }
        let lanes = lanes(batchSize: batch, team: team), count = slots.count
        let passes = Directions(bidirectional: isBidirectional) { isReverse in
            let direction = isReverse ? 1 : 0
            return BackwardPass(
                gates: kept.gates[direction], before: kept.before[direction],
                outputDeltas: part(outputDeltas, direction), state: states[direction],
                hiddenTransposed: prepared[direction].hiddenTransposed, isReverse: isReverse)
        }
        if isSharedByUnits(lanes: lanes, team: team) {
            runByUnits(passes, sequences: sequences, team: team)
        } else {
            team.run(count * lanes) { unit in
                let pass = passes[unit % count]
                for index in 0..<sequences.steps {
                    let step = pass.rows(index, of: sequences, lane: unit / count, lanes: lanes)
                    backwardThroughCell(step, units: 0..<unitBlocks)
                    backwardToState(step, units: 0..<unitBlocks)
                }
            }
        }
        guard let stateDeltas else { return }
        for direction in 0..<count {
            part(stateDeltas.hidden, direction).copy(from: states[direction].hidden)
            if let deltas = stateDeltas.cell, let cells = states[direction].cell {
                part(deltas, direction).copy(from: cells)
            }
        }
    }

    /// Runs all sequences step by step. Each share of the units goes through the cell, and when all have, through the
    /// recurrent weights.
    private func runByUnits(_ passes: Directions<BackwardPass>, sequences: PackedSequences, team: ThreadTeam) {
        let count = passes.count, shares = shares(team)
        for index in 0..<sequences.steps {
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
        let step = CellStep(
            gates: part(pass.gates), gateStride: unitBlocks, hidden: hidden, next: hidden,
            cell: pass.state.cell.map(part), output: part(pass.outputDeltas), before: pass.before.map(part))
        Kernels.backward(cell.kernel, step, rows: pass.gates.rows, blocks: units.count)
    }

    /// Phase 2 of one step transposed: the deltas of all gates reach the states before of some units.
    private func backwardToState(_ pass: BackwardPass, units: Range<Int>) {
        guard let transposed = pass.hiddenTransposed, pass.gates.rows > 0 else { return }
        let reached = pass.gates.blocks(
            from: cell.recurrentGates.lowerBound * unitBlocks, count: cell.recurrentGates.count * unitBlocks)
        Kernels.product(
            reached, transposed.blocks(from: units.lowerBound, count: units.count),
            into: pass.state.hidden.blocks(from: units.lowerBound, count: units.count), from: .result)
    }

    /// Phase 1 transposed, over all tokens at once: dx = dG·W, first of one direction, then of the other.
    private func backwardToInput(
        kept: Activations, prepared: Directions<Prepared>, inputDeltas: Matrix, team: ThreadTeam
    ) {
        let count = slots.count
        team.split(inputDeltas.rows, grain: 12) { rows in
            let deltas = inputDeltas.rows(from: rows.lowerBound, count: rows.count)
            for direction in 0..<count {
                guard let transposed = prepared[direction].inputTransposed else { return }
                let reached = kept.gates[direction].rows(from: rows.lowerBound, count: rows.count).blocks(
                    from: cell.inputGates.lowerBound * unitBlocks, count: cell.inputGates.count * unitBlocks)
                Kernels.product(reached, transposed, into: deltas, from: direction == 0 ? .zero : .result)
            }
        }
    }
}
