import WeftTensors

extension GatedLayer {
    /// One direction on its way through a batch; the same for all its lanes.
    private struct Run: Sendable {
        let sequences: PackedSequences
        let input: Matrix
        let inputHidden: InferenceWeights
        let hiddenHidden: InferenceWeights?
        let bias: Matrix
        let gates: Matrix
        /// Whether `gates` has room for one chunk of steps only.
        let isRing: Bool
        let before: Matrix?
        let after: Matrix?
        let vectors: Matrix?
        let output: Matrix
        let state: (Matrix, Matrix)
        let cellState: Matrix?
        let isReverse: Bool
        let stepsPerChunk: Int
        /// Rounded activations of each unit of work, for weights in int8.
        let scratch: QuantizedRows?

        func scratch(of unit: Int, units: Int) -> QuantizedRows? {
            guard let scratch else { return nil }
            let rows = scratch.rows / units
            return scratch.rows(from: unit * rows, count: rows)
        }
    }

    /// Runs the layer over a batch, keeping what backward needs.
    ///
    /// - Parameters:
    ///   - input: [tokens, I], in the rows of the pass's sequences.
    ///   - state: The initial states, replaced by the final ones; nil stands for zeros.
    func forward(_ input: Matrix, state: GatedState?, weights: GatedWeights, kept: Activations, _ pass: Pass) {
        runAll(input, state: state, weights: weights, output: kept.output, kept: kept, pass)
    }

    /// Runs the layer over a batch, keeping nothing but the output; the gates take the room of a few steps.
    func infer(_ input: Matrix, state: GatedState?, weights: GatedWeights, output: Matrix, _ pass: Pass) {
        runAll(input, state: state, weights: weights, output: output, kept: nil, pass)
    }

    private func runAll(
        _ input: Matrix, state: GatedState?, weights: GatedWeights, output: Matrix, kept: Activations?, _ pass: Pass
    ) {
        let sequences = pass.sequences, workspace = pass.workspace, team = pass.team
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let batch = sequences.batchSize
        // Lanes run at their own pace, so that steps in a ring must all have the same rows; else one's gates would fall
        // on those that another has yet to read.
        let isUneven = kept?.gates == nil && sequences.batchSizes.last != batch
        let possible = isUneven ? 1 : lanes(batchSize: batch, directions: slots.count, team: team)
        let isByUnits = isSharedByUnits(lanes: possible, directions: slots.count, team: team)
        let lanes = isByUnits ? 1 : possible
        let initial = output.rows(from: sequences.tokens, count: batch)
        if let state { initial.copy(from: state.hidden) } else { initial.clear() }
        let runs = makeRuns(
            input, weights: weights, output: output, kept: kept, lanes: lanes,
            units: isByUnits ? shares(directions: slots.count, team: team) : lanes, pass)
        for direction in 0..<runs.count {
            let run = runs[direction]
            run.state.0.copy(from: part(initial, direction))
            run.state.1.copy(from: part(initial, direction))
            guard let cells = run.cellState else { continue }
            if let initial = state?.cell { cells.copy(from: part(initial, direction)) } else { cells.clear() }
        }
        if isByUnits {
            runByUnits(runs, team: team)
        } else {
            let count = runs.count
            team.run(count * lanes) { unit in
                runLane(runs[unit % count], Lane(index: unit / count, count: lanes))
            }
        }
        if let state { finish(runs, sequences: sequences, output: output, into: state) }
    }

    /// Cuts what each direction works on, for `units` units of work a direction.
    private func makeRuns(
        _ input: Matrix, weights: GatedWeights, output: Matrix, kept: Activations?, lanes: Int, units: Int, _ pass: Pass
    ) -> Directions<Run> {
        let sequences = pass.sequences, workspace = pass.workspace
        let values = weights.values, prepared = weights.prepared
        let batch = sequences.batchSize, rowsOfLane = Lane(index: 0, count: lanes).rows(among: batch)
        let chunk = stepsPerChunk(rows: rowsOfLane)
        return Directions(bidirectional: isBidirectional) { isReverse in
            let direction = isReverse ? 1 : 0
            return Run(
                sequences: sequences, input: input, inputHidden: values.weights(slots[direction].inputHidden),
                hiddenHidden: slots[direction].recurrent.map { values.weights($0.weight) },
                bias: prepared[direction].bias,
                gates: kept?.gates?[direction]
                    ?? workspace.panels(rows: chunk * batch, columns: gateColumns, spread: true),
                isRing: kept?.gates == nil, before: kept?.before[direction] ?? nil,
                after: kept?.after[direction] ?? nil, vectors: prepared[direction].vectors,
                output: part(output, direction),
                state: (
                    workspace.matrix(rows: batch, columns: hiddenSize),
                    workspace.matrix(rows: batch, columns: hiddenSize)
                ),
                cellState: cell.hasCellState ? workspace.matrix(rows: batch, columns: hiddenSize) : nil,
                isReverse: isReverse, stepsPerChunk: chunk,
                scratch: values.precision == .int8
                    ? workspace.quantizedRows(
                        rows: units * chunk * rowsOfLane,
                        columns: max(inputs.paddedCount, Matrix.padded(hiddenSize))) : nil)
        }
    }

    /// Steps whose gates stay in the second cache between the input product and the cell, but no fewer than give the
    /// product some dozens of rows: wide weights come from farther than the gates.
    func stepsPerChunk(rows: Int) -> Int { max(65536 / max(1, rows * gateColumns), 48 / max(1, rows), 1) }

    /// Runs one lane of a direction: all units of some sequences. Needs nothing from other lanes, so no waiting.
    private func runLane(_ run: Run, _ lane: Lane) {
        let scratch = run.scratch(of: lane.index, units: lane.count)
        for index in 0..<run.sequences.steps {
            runStep(run, index: index, lane: lane, units: 0..<unitBlocks, scratch: scratch)
        }
    }

    /// Runs all sequences step by step: each share of the units is one piece of work, and all wait after each step, unless
    /// nobody needs what the others computed.
    private func runByUnits(_ runs: Directions<Run>, team: ThreadTeam) {
        let count = runs.count, shares = shares(directions: runs.count, team: team)
        let steps = runs.forward.sequences.steps, stepsAtOnce = cell.isScan ? steps : 1
        for first in stride(from: 0, to: steps, by: stepsAtOnce) {
            team.run(count * shares) { unit in
                let share = unit / count, run = runs[unit % count]
                let scratch = run.scratch(of: share, units: shares), units = units(ofShare: share, of: shares)
                for index in first..<first + stepsAtOnce {
                    runStep(run, index: index, lane: .whole, units: units, scratch: scratch)
                }
            }
        }
    }

    /// Runs the index-th step of a direction; at the start of a chunk, first the input product of all its steps.
    private func runStep(_ run: Run, index: Int, lane: Lane, units: Range<Int>, scratch: QuantizedRows?) {
        let steps = run.sequences.steps
        let first = index / run.stepsPerChunk * run.stepsPerChunk
        let last = min(first + run.stepsPerChunk, steps) - 1
        let low = run.isReverse ? steps - 1 - last : first
        let high = run.isReverse ? steps - 1 - first : last
        let base = run.isRing ? run.sequences.offsets[low] : 0
        if index == first {
            addInput(run, steps: low...high, base: base, lane: lane, units: units, scratch: scratch)
        }
        let isEven = index % 2 == 0
        advance(
            run, step: run.isReverse ? steps - 1 - index : index, base: base, lane: lane, units: units,
            scratch: scratch,
            from: isEven ? run.state.0 : run.state.1, to: isEven ? run.state.1 : run.state.0)
    }

    /// Phase 1: gates = b + x·Wᵀ for a chunk of steps. One product where the lane's rows lie evenly, else one a step.
    private func addInput(
        _ run: Run, steps: ClosedRange<Int>, base: Int, lane: Lane, units: Range<Int>, scratch: QuantizedRows?
    ) {
        let offsets = run.sequences.offsets
        let isEven = steps.allSatisfy { (offsets[$0] - offsets[steps.lowerBound]) % lane.count == 0 }
        if isEven {
            let rows = offsets[steps.lowerBound]..<offsets[steps.upperBound + 1]
            addInput(run, rows: rows, base: base, lane: lane, units: units, scratch: scratch)
        } else {
            for step in steps {
                addInput(
                    run, rows: offsets[step]..<offsets[step + 1], base: base, lane: lane, units: units,
                    scratch: scratch)
            }
        }
    }

    private func addInput(
        _ run: Run, rows: Range<Int>, base: Int, lane: Lane, units: Range<Int>, scratch: QuantizedRows?
    ) {
        let count = lane.rows(among: rows.count), first = rows.lowerBound
        guard count > 0 else { return }
        let input = Operand(
            run.input.rows(of: lane, from: first, count: count), inner: run.inputHidden.rows, scratch: scratch)
        fill(
            run.gates.rows(of: lane, from: first - base, count: count), from: input, weights: run.inputHidden,
            bias: run.bias, units: units)
    }

    /// gates = b + x·Wᵀ for some units of all gates.
    func fill(
        _ gates: Matrix, from input: Operand, weights: InferenceWeights, bias: Matrix, units: Range<Int>
    ) {
        func multiply(gates reached: Range<Int>, units: Range<Int>) {
            let blocks = (reached.count - 1) * unitBlocks + units.count
            let first = reached.lowerBound * unitBlocks + units.lowerBound
            input.multiply(
                weights.blocks(from: first - cell.inputGates.lowerBound * unitBlocks, count: blocks),
                into: gates.blocks(from: first, count: blocks),
                from: .matrix(bias.repeated.blocks(from: first, count: blocks)))
        }
        // All gates in one product when a direction is whole; a run of units of each gate when it is shared.
        if units.count == unitBlocks {
            multiply(gates: cell.inputGates, units: units)
        } else {
            for gate in cell.inputGates { multiply(gates: gate..<gate + 1, units: units) }
        }
        // Gates out of the input's reach start from the bias alone.
        for gate in 0..<cell.gateCount where !cell.inputGates.contains(gate) {
            let start = bias.blocks(from: gate * unitBlocks + units.lowerBound, count: units.count)
            let unreached = gates.blocks(from: gate * unitBlocks + units.lowerBound, count: units.count)
            unreached.copy(from: start.repeated(gates.rows))
        }
    }

    /// Phases 2 and 3 of one step.
    private func advance(
        _ run: Run, step: Int, base: Int, lane: Lane, units: Range<Int>, scratch: QuantizedRows?,
        from current: Matrix, to next: Matrix
    ) {
        let count = lane.rows(among: run.sequences.batchSizes[step]), row = run.sequences.offsets[step]
        guard count > 0 else { return }
        let gates = run.gates.rows(of: lane, from: row - base, count: count)
        let hidden = current.rows(of: lane, count: count)
        let following = next.rows(of: lane, count: count)
        let cells = run.cellState?.rows(of: lane, count: count)
        let output = run.output.rows(of: lane, from: row, count: count)
        let before = run.before?.rows(of: lane, from: row, count: count)
        let after = run.after?.rows(of: lane, from: row, count: count)
        let part = { (matrix: Matrix) in matrix.blocks(from: units.lowerBound, count: units.count) }
        var step = CellStep(
            gates: gates.blocks(from: units.lowerBound, count: gates.blocks - units.lowerBound), gateStride: unitBlocks,
            hidden: part(hidden), next: part(following), cell: cells.map(part), output: part(output),
            before: before.map(part))
        step.after = after.map(part)
        step.vectors = run.vectors.map(part)
        guard let weights = run.hiddenHidden else {
            return Kernels.forward(cell.kernel, step, rows: count, blocks: units.count)
        }
        Operand(hidden, inner: hiddenSize, scratch: scratch).advance(
            cell, step, blocks: units.count, gateStride: unitBlocks,
            weights: weights.blocks(from: units.lowerBound, count: weights.blocks - units.lowerBound))
    }

    /// Collects the final states: the last step of each sequence, the first for the reverse direction.
    private func finish(
        _ runs: Directions<Run>, sequences: PackedSequences, output: Matrix, into state: GatedState
    ) {
        for direction in 0..<runs.count {
            let hidden = part(state.hidden, direction), source = part(output, direction)
            for place in 0..<sequences.batchSize {
                let row = direction == 0 ? sequences.lastRow(place) : place
                hidden.rows(from: place, count: 1).copy(from: source.rows(from: row, count: 1))
            }
            // The cell state of a finished sequence is never touched again, so it is the final one.
            if let cell = state.cell, let cells = runs[direction].cellState {
                part(cell, direction).copy(from: cells)
            }
        }
    }
}
