import WeftTensors

/// An ``Encoder`` that reads one time step at a time and carries its state: generation, and text as it arrives.
///
/// The results have the same bits as those of ``Encoder/infer(_:sequences:states:values:prepared:workspace:team:)``
/// over whole sequences. A step forks and joins once a layer, allocates nothing and copies nothing; it is meant for few
/// sequences side by side, where reading the weights is all the work.
package final class EncoderStream {
    /// One layer's weights and state. The hidden state has two banks: a step reads one while it writes the other.
    private struct Layer: Sendable {
        let layer: RecurrentLayer
        let inputHidden: InferenceWeights
        let hiddenHidden: InferenceWeights
        let bias: Matrix
        let gates: Matrix
        let hidden: (Matrix, Matrix)
        let cell: Matrix?
        /// Rounded input and hidden rows of each thread in turn.
        let scratch: QuantizedRows?
    }

    package let encoder: Encoder
    package let batchSize: Int
    private let layers: [Layer]
    private let team: ThreadTeam
    private let arena: Arena
    /// Kept alive: the layers point into it.
    private let values: ParameterBuffer
    /// Whether the present state is in the first bank.
    private var isInFirstBank = true

    /// Starts at a state of zeros.
    ///
    /// - Parameter prepared: Made of the same values; the caller keeps its arena.
    package init(
        _ encoder: Encoder, batchSize: Int, values: ParameterBuffer, prepared: Encoder.Prepared, team: ThreadTeam
    ) throws(ArenaError) {
        precondition(encoder.layers.allSatisfy { !$0.isBidirectional }, "only a forward encoder can stream")
        self.encoder = encoder
        self.batchSize = batchSize
        self.values = values
        self.team = team
        let floats = encoder.layers.reduce(0) { sum, layer in
            let width = max(layer.inputs.paddedCount, layer.outputs.paddedCount)
            return sum + batchSize * (layer.gateColumns + 4 * (width + 2 * Matrix.block))
                + Arena.quantizedRowsFloats(
                    rows: 2 * EncoderStream.rowsOfThread(batchSize) * team.count, columns: width) + 1024
        }
        let arena = try Arena(capacity: floats)
        self.arena = arena
        let threads = team.count, rowsOfThread = EncoderStream.rowsOfThread(batchSize)
        layers = zip(encoder.layers, prepared.layers).map { layer, prepared in
            let slots = layer.slots[0]
            return Layer(
                layer: layer, inputHidden: values.weights(slots.inputHidden),
                hiddenHidden: values.weights(slots.hiddenHidden),
                bias: prepared[0].bias, gates: arena.panels(rows: batchSize, columns: layer.gateColumns),
                hidden: (
                    arena.matrix(rows: batchSize, columns: layer.outputs.paddedCount),
                    arena.matrix(rows: batchSize, columns: layer.outputs.paddedCount)
                ),
                cell: layer.cell.hasCellState
                    ? arena.matrix(rows: batchSize, columns: layer.outputs.paddedCount) : nil,
                scratch: values.precision == .int8
                    ? arena.quantizedRows(
                        rows: 2 * rowsOfThread * threads,
                        columns: max(layer.inputs.paddedCount, layer.outputs.paddedCount)) : nil)
        }
    }

    /// Reads one step, [batch, inputs]. Every other step goes through the weights from their end: so it begins with those
    /// that the one before has left in the cache. Gives the last layer's hidden state, [batch, outputs]; it is valid until
    /// the next step.
    package func step(_ input: Matrix) -> Matrix {
        precondition(input.rows == batchSize, "\(input.rows) rows for \(batchSize) streams")
        var x = input
        let isInFirstBank = isInFirstBank
        for layer in layers {
            let current = isInFirstBank ? layer.hidden.0 : layer.hidden.1
            let next = isInFirstBank ? layer.hidden.1 : layer.hidden.0
            let shares = layer.layer.shares(directions: 1, team: team), rows = batchSize, source = x
            team.run(shares) { share in
                EncoderStream.advance(
                    layer, input: source, from: current, to: next, share: share, rows: rows,
                    units: layer.layer.units(ofShare: share, of: shares), isDescending: !isInFirstBank)
            }
            x = next
        }
        self.isInFirstBank.toggle()
        return x
    }

    /// Rows of rounded activations of each thread and operand: so many that no two threads write to the same line of the cache.
    private static func rowsOfThread(_ batchSize: Int) -> Int { Matrix.padded(batchSize) }

    /// The share of a thread in a step: all gates of some blocks of units.
    private static func advance(
        _ layer: Layer, input: Matrix, from current: Matrix, to next: Matrix, share: Int, rows: Int, units: Range<Int>,
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
                for row in 0..<rows { gates.rows(from: row, count: 1).copy(from: bias.rows(from: 0, count: 1)) }
            }
            guard cell.recurrentGates.contains(gate) else { continue }
            let weights = layer.hiddenHidden.blocks(
                from: first - cell.recurrentGates.lowerBound * stride, count: units.count)
            h.multiply(weights, into: gates, from: .result)
        }
        let first = units.lowerBound, count = units.count
        let step = CellStep(
            gates: layer.gates.blocks(from: first, count: count), gateStride: stride,
            hidden: current.blocks(from: first, count: count), next: next.blocks(from: first, count: count),
            cell: layer.cell?.blocks(from: first, count: count))
        Kernels.forward(cell.kernel, step, rows: rows, blocks: count)
    }

    /// The present states of the layers: windows, valid and true until the next step. Writing into them sets the state.
    package var states: [RecurrentState] {
        layers.map { RecurrentState(hidden: isInFirstBank ? $0.hidden.0 : $0.hidden.1, cell: $0.cell) }
    }

    /// Forgets everything read.
    package func reset() { for state in states { state.clear() } }
}
