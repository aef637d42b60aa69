import WeftTensors

/// A ``GatedLayer`` that reads one step at a time. The hidden state has two banks: a step reads one while it writes the
/// other.
final class GatedStream: LayerStream {
    /// What the threads of a step share.
    private struct Shared: Sendable {
        let layer: GatedLayer
        let inputHidden: InferenceWeights
        let hiddenHidden: InferenceWeights?
        let bias: Matrix
        let gates: Matrix
        let hidden: (Matrix, Matrix)
        let cell: Matrix?
        let vectors: Matrix?
        /// Rounded input and hidden rows of each thread in turn.
        let scratch: QuantizedRows?
    }

    private let shared: Shared
    private let batchSize: Int
    private let team: ThreadTeam
    /// Kept alive, as the windows point into its values.
    private let weights: GatedWeights
    /// Whether the present state is in the first bank.
    private var isInFirstBank = true

    init(_ weights: GatedWeights, batchSize: Int, team: ThreadTeam, in arena: Arena) {
        let layer = weights.layer, slots = layer.slots[0], values = weights.values
        self.weights = weights
        self.batchSize = batchSize
        self.team = team
        func makeState() -> Matrix { arena.matrix(rows: batchSize, columns: layer.outputs.paddedCount) }
        shared = Shared(
            layer: layer, inputHidden: values.weights(slots.inputHidden),
            hiddenHidden: slots.recurrent.map { values.weights($0.weight) }, bias: weights.prepared[0].bias,
            gates: arena.panels(rows: batchSize, columns: layer.gateColumns), hidden: (makeState(), makeState()),
            cell: layer.cell.hasCellState ? makeState() : nil, vectors: weights.prepared[0].vectors,
            scratch: values.precision == .int8
                ? arena.quantizedRows(
                    rows: 2 * GatedStream.rowsOfThread(batchSize) * team.count,
                    columns: max(layer.inputs.paddedCount, layer.outputs.paddedCount)) : nil)
    }

    var state: LayerState {
        let hidden = isInFirstBank ? shared.hidden.0 : shared.hidden.1
        return LayerState(parts: shared.cell.map { [hidden, $0] } ?? [hidden])
    }

    /// Every other step goes through the weights from their end: so it begins with those that the one before has left in
    /// the cache.
    func step(_ input: Matrix) -> Matrix {
        let shared = shared, rows = batchSize, isDescending = !isInFirstBank
        let (current, next) = isInFirstBank ? shared.hidden : (shared.hidden.1, shared.hidden.0)
        let shares = shared.layer.shares(directions: 1, team: team)
        team.run(shares) { share in
            GatedStream.advance(
                shared, input: input, from: current, to: next, share: share, rows: rows,
                units: shared.layer.units(ofShare: share, of: shares), isDescending: isDescending)
        }
        isInFirstBank.toggle()
        return next
    }

    /// Rows of rounded activations of each thread and operand: so many that no two threads write to the same line of the cache.
    static func rowsOfThread(_ batchSize: Int) -> Int { Matrix.padded(batchSize) }

    /// The share of a thread in a step: all gates of some blocks of units.
    private static func advance(
        _ layer: Shared, input: Matrix, from current: Matrix, to next: Matrix, share: Int, rows: Int, units: Range<Int>,
        isDescending: Bool
    ) {
        let cell = layer.layer.cell, stride = layer.layer.unitBlocks, room = rowsOfThread(rows)
        let scratch = { (operand: Int) in
            layer.scratch?.rows(from: (2 * share + operand) * room, count: rows)
        }
        let x = Operand(input, inner: layer.inputHidden.rows, scratch: scratch(0))
        let h = Operand(current, inner: layer.layer.hiddenSize, scratch: scratch(1))
        for index in 0..<cell.gateCount {
            let gate = isDescending ? cell.gateCount - 1 - index : index
            let first = gate * stride + units.lowerBound
            let gates = layer.gates.blocks(from: first, count: units.count)
            let bias = layer.bias.repeated.blocks(from: first, count: units.count)
            if cell.inputGates.contains(gate) {
                let weights = layer.inputHidden.blocks(
                    from: first - cell.inputGates.lowerBound * stride, count: units.count)
                x.multiply(weights, into: gates, from: .matrix(bias))
            } else {
                gates.copy(from: bias.repeated(rows))
            }
            guard let hiddenHidden = layer.hiddenHidden, cell.recurrentGates.contains(gate) else { continue }
            let weights = hiddenHidden.blocks(
                from: first - cell.recurrentGates.lowerBound * stride, count: units.count)
            h.multiply(weights, into: gates, from: .result)
        }
        let first = units.lowerBound, count = units.count
        var step = CellStep(
            gates: layer.gates.blocks(from: first, count: count), gateStride: stride,
            hidden: current.blocks(from: first, count: count), next: next.blocks(from: first, count: count),
            cell: layer.cell?.blocks(from: first, count: count))
        step.vectors = layer.vectors?.blocks(from: first, count: count)
        Kernels.forward(cell.kernel, step, rows: rows, blocks: count)
    }
}
