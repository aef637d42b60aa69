import WeftTensors

/// Backward over gates that forward did not keep: they are made again, some steps at a time from a direction's last on,
/// in room that the next steps reuse (Chen et al. 2016, "Training deep nets with sublinear memory cost").
///
/// Only the cell's own recurrence is sequential. All hidden states stand in the output, and the cell states before each
/// step are kept, so the gates of all tokens come at once from products as high as the room: gates = b + x·Wᵀ, then
/// + h·Uᵀ with the hidden states before, then the cell's activation. They have the bits that forward had, and so have the
/// deltas of inputs and states. Only the sums of the weight gradients go over the forward direction's tokens in another
/// order than where gates are kept: chunk by chunk from the end.
struct Recomputation {
    /// Most tokens of a chunk, unless one step has more; a constant, so that sums have one order.
    static let chunkTokens = 512

    private let layer: GatedLayer
    private let weights: GatedWeights
    private let input: Matrix
    private let sequences: PackedSequences
    private let kept: GatedLayer.Activations
    private let team: ThreadTeam
    /// Gates of a chunk, and the hidden states before its tokens.
    private let gates: Matrix
    private let hidden: Matrix

    /// Cuts the room for a chunk.
    init(_ weights: GatedWeights, input: Matrix, kept: GatedLayer.Activations, _ pass: Pass) {
        layer = weights.layer
        self.weights = weights
        self.input = input
        self.kept = kept
        sequences = pass.sequences
        team = pass.team
        let rows = Recomputation.rows(tokens: sequences.tokens, batchSize: sequences.batchSize)
        gates = pass.workspace.panels(rows: rows, columns: layer.gateColumns, spread: true)
        hidden = pass.workspace.matrix(rows: rows, columns: layer.hiddenSize)
    }

    /// Most tokens of a chunk of a batch.
    static func rows(tokens: Int, batchSize: Int) -> Int { min(tokens, max(chunkTokens, batchSize)) }

    /// Makes the gates of chunk after chunk of a direction, and gives each to `body`.
    ///
    /// - Parameters:
    ///   - outputDeltas: [tokens, H].
    ///   - state: The deltas of the final states.
    func forEachPass(
        _ direction: Int, outputDeltas: Matrix, state: GatedState, _ body: (Directions<BackwardPass>) -> Void
    ) {
        var first = 0
        while first < sequences.steps {
            var last = first + 1
            while last < sequences.steps, tokens(first..<last + 1, direction).count <= Recomputation.chunkTokens {
                last += 1
            }
            let tokens = tokens(first..<last, direction)
            let before = makeGates(tokens, direction)
            body(
                Directions(bidirectional: false) { _ in
                    BackwardPass(
                        direction: direction, indices: first..<last, tokens: tokens, gates: gates, before: before,
                        after: kept.after[direction]?.rows(from: tokens.lowerBound, count: tokens.count),
                        outputDeltas: outputDeltas.rows(from: tokens.lowerBound, count: tokens.count), state: state,
                        prepared: weights.prepared[direction])
                })
            first = last
        }
    }

    /// The rows of some steps, counted backwards from the direction's last.
    private func tokens(_ indices: Range<Int>, _ direction: Int) -> Range<Int> {
        let steps = sequences.steps
        let low = direction == 1 ? indices.lowerBound : steps - indices.upperBound
        return sequences.offsets[low]..<sequences.offsets[low + indices.count]
    }

    /// Makes the gates of some tokens as forward left them, and gives what the cell keeps from before each.
    private func makeGates(_ tokens: Range<Int>, _ direction: Int) -> Matrix? {
        let cells = kept.before[direction]?.rows(from: tokens.lowerBound, count: tokens.count)
        let before = layer.cell.keepsBefore ? cells ?? hidden : nil
        let slots = layer.slots[direction]
        let inputHidden = weights.values.weights(slots.inputHidden)
        let hiddenHidden = slots.recurrent.map { weights.values.weights($0.weight) }
        let recurrent = layer.cell.recurrentGates, blocks = layer.unitBlocks
        team.split(tokens.count, grain: Kernels.rowGrain) { rows in
            let part = { (matrix: Matrix) in matrix.rows(from: rows.lowerBound, count: rows.count) }
            let gates = part(gates), hidden = part(hidden)
            let x = part(input.rows(from: tokens.lowerBound, count: tokens.count))
            layer.fill(
                gates, from: Operand(x, inner: inputHidden.rows, scratch: nil), weights: inputHidden,
                bias: weights.prepared[direction].bias, units: 0..<blocks)
            gatherBefore(tokens.lowerBound + rows.lowerBound, direction, into: hidden)
            if let hiddenHidden {
                Operand(hidden, inner: layer.hiddenSize, scratch: nil).multiply(
                    hiddenHidden,
                    into: gates.blocks(from: recurrent.lowerBound * blocks, count: recurrent.count * blocks),
                    from: .result)
            }
            // The new states are known: nothing but the gates is wanted, and the kernel puts `before` back at last.
            var step = CellStep(
                gates: gates, gateStride: blocks, hidden: hidden, next: hidden, cell: cells.map(part),
                before: before.map(part))
            step.vectors = weights.prepared[direction].vectors
            Kernels.forward(layer.cell.kernel, step, rows: rows.count, blocks: blocks)
        }
        return before
    }

    /// The hidden states before some tokens: those of their sequences' neighbours in the output.
    private func gatherBefore(_ first: Int, _ direction: Int, into hidden: Matrix) {
        let output = layer.part(kept.output, direction)
        sequences.withNeighbours(following: direction == 1) { neighbours in
            for row in 0..<hidden.rows {
                hidden.rows(from: row, count: 1).copy(from: output.rows(from: Int(neighbours[first + row]), count: 1))
            }
        }
    }
}
