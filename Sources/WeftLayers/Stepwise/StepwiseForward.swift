import WeftTensors

/// One direction of a ``StepwiseLayer`` on its way through a batch; the same for all its lanes.
struct StepwiseRun: Sendable {
    let layer: StepwiseLayer
    let sequences: PackedSequences
    var input: Matrix
    let inputHidden: InferenceWeights
    let hiddenHidden: InferenceWeights
    let bias: Matrix
    let activations: StepwiseActivations
    /// Whether the activations hold all tokens and the input product is done, rather than one step, again and again.
    let keepsAll: Bool
    let states: Matrix  // [batch, S·H]: those of sequences that have ended stay
    let output: Matrix  // [tokens, H]
    let isReverse: Bool
    let lanes: Int
    /// Rounded activations of all lanes, for weights in int8.
    let rounded: QuantizedRows?

    /// Cuts what a direction works on.
    init(
        _ weights: StepwiseWeights, direction: Int, input: Matrix, kept: StepwiseActivations?, output: Matrix,
        lanes: Int, _ pass: Pass
    ) {
        let layer = weights.layer, slots = layer.slots[direction], arena = pass.workspace
        let batchSize = pass.sequences.batchSize
        self.layer = layer
        sequences = pass.sequences
        self.input = input
        inputHidden = weights.values.weights(slots.inputHidden)
        hiddenHidden = weights.values.weights(slots.hiddenHidden)
        bias = weights.prepared[direction].bias
        activations = kept ?? StepwiseActivations(layer, rows: batchSize, in: arena)
        keepsAll = kept != nil
        states = arena.matrix(rows: batchSize, columns: layer.columns(layer.shape.stateCount))
        self.output = output
        isReverse = direction == 1
        self.lanes = lanes
        rounded =
            weights.values.precision == .int8
            ? arena.quantizedRows(
                rows: lanes * Lane(index: 0, count: lanes).rows(among: batchSize),
                columns: max(layer.inputs.paddedCount, layer.columns(1))) : nil
    }

    /// Gates = b + x·Wᵀ of the rows of some tokens. Gates out of the input's reach start from the bias alone.
    func addInput(_ input: Matrix, to gates: Matrix, rounded: QuantizedRows?) {
        let reached = layer.shape.inputGates
        Operand(input, inner: inputHidden.rows, scratch: rounded).multiply(
            inputHidden, into: layer.gates(reached, of: gates), from: .matrix(layer.gates(reached, of: bias).repeated))
        for gate in 0..<layer.shape.gateCount where !reached.contains(gate) {
            layer.part(gates, gate).copy(from: layer.part(bias, gate).repeated(gates.rows))
        }
    }

    /// Takes one lane through time.
    func runLane(_ lane: Lane) {
        let room = (rounded?.rows ?? 0) / lanes
        let rounded = rounded?.rows(from: lane.index * room, count: room)
        for index in 0..<sequences.steps {
            let step = isReverse ? sequences.steps - 1 - index : index, first = sequences.offsets[step]
            let count = lane.rows(among: sequences.batchSizes[step])
            guard count > 0 else { continue }
            let activations = activations.rows(of: lane, from: keepsAll ? first : 0, count: count)
            let states = states.rows(of: lane, count: count)
            if !keepsAll {
                addInput(input.rows(of: lane, from: first, count: count), to: activations.gates, rounded: rounded)
            }
            activations.before.copy(from: states)
            layer.cell.forward(
                StepwiseStep(
                    layer: layer, activations: activations, states: states, scratch: nil,
                    weights: .forward(hiddenHidden, rounded: rounded)))
            output.rows(of: lane, from: first, count: count).copy(from: layer.part(states, 0))
        }
    }
}

extension StepwiseWeights {
    /// Runs the layer over a batch.
    ///
    /// - Parameters:
    ///   - kept: Where all steps are kept for backward; nil keeps nothing but the output.
    ///   - output: [tokens, directions · H].
    func forward(
        _ input: Matrix, state: LayerState?, kept: Directions<StepwiseActivations>?, output: Matrix, _ pass: Pass
    ) {
        let layer = layer, count = layer.slots.count, team = pass.team, mark = pass.workspace.used
        defer { pass.workspace.reset(to: mark) }
        let lanes = layer.lanes(batchSize: pass.sequences.batchSize, directions: count, team: team)
        let runs = Directions(bidirectional: layer.isBidirectional) { isReverse in
            let direction = isReverse ? 1 : 0
            return StepwiseRun(
                self, direction: direction, input: input, kept: kept?[direction],
                output: layer.part(output, direction), lanes: lanes, pass)
        }
        for direction in 0..<count { layer.copy(state, direction: direction, to: runs[direction].states) }
        if kept != nil {
            for direction in 0..<count {
                let run = runs[direction]
                team.split(pass.sequences.tokens, grain: Kernels.rowGrain) { rows in
                    run.addInput(
                        input.rows(from: rows.lowerBound, count: rows.count),
                        to: run.activations.gates.rows(from: rows.lowerBound, count: rows.count), rounded: nil)
                }
            }
        }
        team.run(count * lanes) { unit in runs[unit % count].runLane(Lane(index: unit / count, count: lanes)) }
        for direction in 0..<count { layer.copy(runs[direction].states, to: state, direction: direction) }
    }
}

extension StepwiseLayer {
    /// A direction's part of a given state; nil stands for zeros.
    func copy(_ state: LayerState?, direction: Int, to states: Matrix) {
        guard let state else { return states.clear() }
        for index in 0..<shape.stateCount {
            part(states, index).copy(from: part(state.parts[index], direction))
        }
    }

    func copy(_ states: Matrix, to state: LayerState?, direction: Int) {
        guard let state else { return }
        for index in 0..<shape.stateCount {
            part(state.parts[index], direction).copy(from: part(states, index))
        }
    }
}
