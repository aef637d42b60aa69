import WeftTensors

/// The forward pass of a ``StepwiseLayer``, kept for its backward pass.
final class StepwiseTape: LayerTape {
    private let weights: StepwiseWeights
    private var input: Matrix?
    private var kept: Directions<StepwiseActivations>?

    init(_ weights: StepwiseWeights) { self.weights = weights }

    func forward(_ input: Matrix, state: LayerState?, _ pass: Pass) -> Matrix {
        let layer = weights.layer, tokens = pass.sequences.tokens, arena = pass.workspace
        let output = arena.matrix(rows: tokens, columns: layer.outputs.paddedCount)
        let kept = Directions(bidirectional: layer.isBidirectional) { _ in
            StepwiseActivations(layer, rows: tokens, in: arena)
        }
        weights.forward(input, state: state, kept: kept, output: output, pass)
        self.input = input
        self.kept = kept
        return output
    }

    func backward(
        _ outputDeltas: Matrix, stateDeltas: LayerState?, inputDeltas: Matrix?, gradients: ParameterBuffer, _ pass: Pass
    ) {
        guard let input, let kept else { preconditionFailure("backward needs a forward pass") }
        let layer = weights.layer, count = layer.slots.count, arena = pass.workspace, mark = arena.used
        defer { arena.reset(to: mark) }
        let batchSize = pass.sequences.batchSize
        let runs = Directions(bidirectional: layer.isBidirectional) { isReverse in
            let direction = isReverse ? 1 : 0
            return StepwiseBackwardRun(
                layer: layer, sequences: pass.sequences, activations: kept[direction],
                outputDeltas: layer.part(outputDeltas, direction),
                deltas: arena.matrix(rows: batchSize, columns: layer.columns(layer.shape.stateCount)),
                scratch: arena.matrix(rows: batchSize, columns: layer.columns(layer.shape.scratchCount)),
                weights: weights.prepared[direction], isReverse: isReverse)
        }
        for direction in 0..<count { layer.copy(stateDeltas, direction: direction, to: runs[direction].deltas) }
        let lanes = layer.lanes(batchSize: batchSize, directions: count, team: pass.team)
        pass.team.run(count * lanes) { unit in
            runs[unit % count].runLane(Lane(index: unit / count, count: lanes))
        }
        for direction in 0..<count { layer.copy(runs[direction].deltas, to: stateDeltas, direction: direction) }
        if let inputDeltas { layer.backwardToInput(runs, inputDeltas: inputDeltas, team: pass.team) }
        layer.addWeightGradients(input, kept: kept, gradients: gradients, pass)
    }
}

/// One direction of a ``StepwiseLayer`` on its way back; the same for all its lanes.
struct StepwiseBackwardRun: Sendable {
    let layer: StepwiseLayer
    let sequences: PackedSequences
    /// As forward left them; the gates become their deltas.
    let activations: StepwiseActivations
    let outputDeltas: Matrix
    /// The deltas of the states after a step, [batch, S·H], replaced by those before.
    let deltas: Matrix
    let scratch: Matrix
    let weights: StepwiseWeights.Prepared
    let isReverse: Bool

    /// Takes one lane back through time.
    func runLane(_ lane: Lane) {
        guard let transposed = weights.hiddenTransposed else { preconditionFailure("weights not made for training") }
        for index in 0..<sequences.steps {
            let time = isReverse ? index : sequences.steps - 1 - index, first = sequences.offsets[time]
            let count = lane.rows(among: sequences.batchSizes[time])
            guard count > 0 else { continue }
            let step = StepwiseStep(
                layer: layer, activations: activations.rows(of: lane, from: first, count: count),
                states: deltas.rows(of: lane, count: count), scratch: scratch.rows(of: lane, count: count),
                weights: .transposed(transposed))
            let hidden = step.deltas(0), output = outputDeltas.rows(of: lane, from: first, count: count)
            step.forEachBlock { hidden[$0] += output[$0] }
            layer.cell.backward(step)
        }
    }
}

extension StepwiseLayer {
    /// dx = dG·W over all tokens, first of one direction, then of the other.
    fileprivate func backwardToInput(
        _ runs: Directions<StepwiseBackwardRun>, inputDeltas: Matrix, team: ThreadTeam
    ) {
        team.split(inputDeltas.rows, grain: Kernels.rowGrain) { rows in
            let deltas = inputDeltas.rows(from: rows.lowerBound, count: rows.count)
            for direction in 0..<runs.count {
                let run = runs[direction]
                guard let transposed = run.weights.inputTransposed else { return }
                let reached = gates(shape.inputGates, of: run.activations.gates)
                Kernels.product(
                    reached.rows(from: rows.lowerBound, count: rows.count), transposed, into: deltas,
                    from: direction == 0 ? .zero : .result)
            }
        }
    }
}
