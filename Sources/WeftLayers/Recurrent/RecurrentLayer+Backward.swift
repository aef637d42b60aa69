import WeftTensors

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
        team.run(count * lanes) { unit in
            let direction = unit % count, lane = unit / count
            guard let transposed = prepared[direction].hiddenTransposed else { return }
            let part = part(outputDeltas, direction)
            for index in 0..<sequences.steps {
                let step = direction == 0 ? sequences.steps - 1 - index : index
                retreat(
                    gates: kept.gates[direction], before: kept.before[direction], outputDeltas: part,
                    state: states[direction], hiddenTransposed: transposed, first: sequences.offsets[step],
                    alive: sequences.batchSizes[step], lane: lane, lanes: lanes)
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

    private func retreat(
        gates: Matrix, before: Matrix?, outputDeltas: Matrix, state: RecurrentState, hiddenTransposed: Matrix,
        first: Int, alive: Int, lane: Int, lanes: Int
    ) {
        guard alive > lane else { return }
        let count = (alive - lane + lanes - 1) / lanes
        let gates = gates.rows(from: first + lane, count: count, step: lanes)
        let hidden = state.hidden.rows(from: lane, count: count, step: lanes)
        let step = CellStep(
            gates: gates, gateStride: unitBlocks, hidden: hidden, next: hidden,
            cell: state.cell?.rows(from: lane, count: count, step: lanes),
            output: outputDeltas.rows(from: first + lane, count: count, step: lanes),
            before: before?.rows(from: first + lane, count: count, step: lanes))
        Kernels.backward(cell.kernel, step, rows: count, blocks: unitBlocks)
        let reached = gates.blocks(
            from: cell.recurrentGates.lowerBound * unitBlocks, count: cell.recurrentGates.count * unitBlocks)
        Kernels.product(reached, hiddenTransposed, into: hidden, from: .result)
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
