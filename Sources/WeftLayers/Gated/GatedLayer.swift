import WeftTensors

/// A recurrent layer of gates in one or two directions: everything but the cell's elementwise part.
///
/// The gates of a layer lie in panels, gate by gate: the input product writes them, the cell activates them in place,
/// backward replaces them by their deltas, and the weight gradient reads them as packed operand. So nothing is copied
/// between the phases. Kept for each token and direction: the gates, one state before the step, and the output:
/// 24·H bytes for LSTM; 8·H where backward makes the gates again (GatedLayer+Recomputation.swift).
package struct GatedLayer: SequenceLayer {
    /// Where the parameters of one direction lie.
    struct Slots: Sendable {
        let inputHidden: Slot  // weight_ih [Gi·H, I]
        let inputBias: Slot  // bias_ih [Gi·H]
        /// Nil for a cell whose gates do not read the hidden state: a scan over time.
        let recurrent: Recurrent?
        /// Of each of ``Cell/vectors``: [H].
        let vectors: [Slot]
    }

    /// Where the parameters lie by which the hidden state reaches the gates.
    struct Recurrent: Sendable {
        let weight: Slot  // weight_hh [Gr·H, H]
        let bias: Slot  // bias_hh [Gr·H]
    }

    /// What forward leaves for backward.
    struct Activations: Sendable {
        /// [tokens + batch, directions · H]: the hidden states of all tokens, then the initial ones.
        let output: Matrix
        /// [tokens, G·H] in panels; nil where backward makes them again.
        let gates: Directions<Matrix>?
        let before: Directions<Matrix?>  // [tokens, H] in panels
        let after: Directions<Matrix?>  // likewise, for cells with peepholes that look at it
    }

    package let cell: Cell
    package let inputs: Features
    package let hiddenSize: Int
    let slots: Directions<Slots>
    /// The output's columns: H of each direction.
    package let outputs: Features

    package var isBidirectional: Bool { slots.count == 2 }
    package var readsForwardOnly: Bool { !isBidirectional }
    package var multiplyAdds: Int {
        slots.count * hiddenSize
            * (cell.inputGates.count * inputs.count + cell.recurrentGates.count * hiddenSize)
    }
    package var stateParts: [Features] { Array(repeating: outputs, count: cell.hasCellState ? 2 : 1) }
    /// Blocks of units.
    var unitBlocks: Int { Matrix.padded(hiddenSize) / Matrix.block }
    var gateColumns: Int { cell.gateCount * Matrix.padded(hiddenSize) }

    /// Declares the parameters under PyTorch's names: `prefix.weight_ih_l0`, `…_reverse`, …
    init(_ cell: Cell, inputs: Features, hiddenSize: Int, at place: LayerPlace, in layout: inout ParameterLayout) {
        self.cell = cell
        self.inputs = inputs
        self.hiddenSize = hiddenSize
        outputs = Features(Array(repeating: hiddenSize, count: place.isBidirectional ? 2 : 1))
        let inputGates = Features(
            Array(repeating: hiddenSize, count: cell.inputGates.count), order: cell.inputOrder)
        let recurrentGates = Features(
            Array(repeating: hiddenSize, count: cell.recurrentGates.count), order: cell.recurrentOrder)
        let drawn = InitialValues.uniform(fan: hiddenSize)
        let forget = cell.forgetGate.map { forget in
            InitialValues.constants(cell.inputOrder.indices.map { $0 == forget ? 1 : 0 })
        }
        layout.group = place.group
        slots = Directions(bidirectional: place.isBidirectional) { isReverse in
            // In PyTorch's order: trainings that go on sum their gradients' norm in it, to the last bit.
            let inputHidden = layout.weight(
                place.name("weight_ih", isReverse: isReverse), outputs: inputGates, inputs: inputs, initial: drawn)
            let weight: Slot? =
                cell.isScan
                ? nil
                : layout.weight(
                    place.name("weight_hh", isReverse: isReverse), outputs: recurrentGates,
                    inputs: Features(hiddenSize), initial: drawn)
            let inputBias = layout.bias(
                place.name("bias_ih", isReverse: isReverse), outputs: inputGates, initial: forget ?? .zeros)
            let recurrent = weight.map { weight in
                Recurrent(
                    weight: weight,
                    bias: layout.bias(place.name("bias_hh", isReverse: isReverse), outputs: recurrentGates))
            }
            let vectors = cell.vectors.map {
                layout.vector(
                    place.name($0.name, isReverse: isReverse), outputs: Features(hiddenSize), initial: drawn)
            }
            return Slots(inputHidden: inputHidden, inputBias: inputBias, recurrent: recurrent, vectors: vectors)
        }
    }

    /// Cuts what forward keeps for backward: without the gates where backward is to make them again.
    func makeActivations(_ sequences: PackedSequences, keepsGates: Bool, in arena: Arena) -> Activations {
        let tokens = sequences.tokens
        return Activations(
            output: makeOutput(sequences, in: arena),
            gates: keepsGates
                ? Directions(bidirectional: isBidirectional) { _ in
                    arena.panels(rows: tokens, columns: gateColumns, spread: true)
                } : nil,
            before: Directions(bidirectional: isBidirectional) { _ in
                keepsBefore(keepsGates: keepsGates)
                    ? arena.panels(rows: tokens, columns: hiddenSize, spread: true) : nil
            },
            after: Directions(bidirectional: isBidirectional) { _ in
                cell.keepsAfter ? arena.panels(rows: tokens, columns: hiddenSize, spread: true) : nil
            })
    }

    /// Whether a state before each step is kept beside the output, in which every hidden state stands anyway.
    func keepsBefore(keepsGates: Bool) -> Bool { keepsGates ? cell.keepsBefore : cell.hasCellState }

    /// Cuts the output: the tokens' hidden states and, after them, the initial ones.
    func makeOutput(_ sequences: PackedSequences, in arena: Arena) -> Matrix {
        arena.matrix(rows: sequences.tokens + sequences.batchSize, columns: outputs.paddedCount)
    }

    /// The columns of one direction in a matrix of outputs or states.
    func part(_ matrix: Matrix, _ direction: Int) -> Matrix {
        matrix.blocks(from: direction * unitBlocks, count: unitBlocks)
    }

    /// How many lanes of sequences each of some directions at work is cut into, so that the team is evenly busy and each
    /// has a few rows.
    func lanes(batchSize: Int, directions: Int, team: ThreadTeam) -> Int {
        max(1, min(team.threads(of: directions), batchSize / 4))
    }

    /// How many shares of units each of some directions at work is cut into.
    func shares(directions: Int, team: ThreadTeam) -> Int { max(1, min(team.threads(of: directions), unitBlocks)) }

    /// The blocks of units of a share.
    func units(ofShare share: Int, of shares: Int) -> Range<Int> {
        WeightGradients.range(ofShare: share, of: shares, in: unitBlocks)
    }

    /// Whether each thread takes some units of all sequences, waiting for the others after each step if the gates read the
    /// hidden state, rather than all units of some sequences: where there are too few lanes, and where the recurrent
    /// weights fill the second cache, since a thread then reads its share of them alone.
    func isSharedByUnits(lanes: Int, directions: Int, team: ThreadTeam) -> Bool {
        let width = Matrix.padded(hiddenSize)
        let isWide = cell.recurrentGates.count * width * width >= 1 << 18
        return directions * lanes < team.count || (isWide && directions < team.count)
    }
}
