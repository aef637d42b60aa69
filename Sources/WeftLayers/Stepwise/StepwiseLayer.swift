import WeftTensors

/// A recurrent layer of a ``StepwiseCell`` in one or two directions: everything but the step.
///
/// The input product of all steps comes first. Then each lane of sequences goes through time alone: what a step computes
/// for a sequence needs no other sequence, so no thread waits for another, and any number of them gives the same bits.
/// The gradients of the weights are products over all tokens. Backward finds all that it needs kept: gates, states before
/// each step and what the cell keeps; none of it is made again, whatever the option says.
package struct StepwiseLayer: SequenceLayer {
    /// Where the parameters of one direction lie.
    struct Slots: Sendable {
        let inputHidden: Slot  // weight_ih [Gi·H, I]
        let inputBias: Slot  // bias_ih [Gi·H]
        let hiddenHidden: Slot  // weight_hh [Gr·H, H]
        let hiddenBias: Slot  // bias_hh [Gr·H]
    }

    let cell: any StepwiseCell
    /// The cell's, kept as it may be made anew each time it is asked for.
    let shape: StepwiseShape
    package let inputs: Features
    package let hiddenSize: Int
    let slots: Directions<Slots>
    package let outputs: Features

    package var readsForwardOnly: Bool { slots.count == 1 }
    package var multiplyAdds: Int {
        slots.count * hiddenSize * (shape.inputGates.count * inputs.count + shape.recurrentGateCount * hiddenSize)
    }
    package var stateParts: [Features] { Array(repeating: outputs, count: shape.stateCount) }
    var isBidirectional: Bool { slots.count == 2 }
    /// Blocks of units.
    var unitBlocks: Int { Matrix.padded(hiddenSize) / Matrix.block }
    /// Columns of some matrices of H side by side.
    func columns(_ count: Int) -> Int { count * unitBlocks * Matrix.block }

    /// Declares the parameters under PyTorch's names: `prefix.weight_ih_l0`, `…_reverse`, …
    init(
        _ cell: any StepwiseCell, inputs: Features, hiddenSize: Int, at place: LayerPlace,
        in layout: inout ParameterLayout
    ) {
        self.cell = cell
        self.inputs = inputs
        self.hiddenSize = hiddenSize
        let shape = cell.shape
        self.shape = shape
        precondition(!shape.products.isEmpty, "a cell without products in its steps is a scan")
        func features(_ count: Int) -> Features { Features(Array(repeating: hiddenSize, count: count)) }
        outputs = features(place.isBidirectional ? 2 : 1)
        let drawn = InitialValues.uniform(fan: hiddenSize)
        let first = shape.forgetGate.map { forget in
            InitialValues.constants(shape.inputGates.map { $0 == forget ? 1 : 0 })
        }
        let inputGates = features(shape.inputGates.count), recurrentGates = features(shape.recurrentGateCount)
        layout.group = place.group
        slots = Directions(bidirectional: place.isBidirectional) { isReverse in
            func name(_ parameter: String) -> String { place.name(parameter, isReverse: isReverse) }
            // In PyTorch's order, as in a gated layer.
            let inputHidden = layout.weight(name("weight_ih"), outputs: inputGates, inputs: inputs, initial: drawn)
            let hiddenHidden = layout.weight(
                name("weight_hh"), outputs: recurrentGates, inputs: Features(hiddenSize), initial: drawn)
            return Slots(
                inputHidden: inputHidden,
                inputBias: layout.bias(name("bias_ih"), outputs: inputGates, initial: first ?? .zeros),
                hiddenHidden: hiddenHidden, hiddenBias: layout.bias(name("bias_hh"), outputs: recurrentGates))
        }
    }

    package func makeWeights(_ values: ParameterBuffer, training: Bool, in arena: Arena) -> any LayerWeights {
        StepwiseWeights(self, values: values, training: training, in: arena)
    }

    /// One of the matrices of H columns that lie side by side: a gate, a part of the state, a direction of the output.
    func part(_ matrix: Matrix, _ index: Int) -> Matrix { gates(index..<index + 1, of: matrix) }

    /// Several of them.
    func gates(_ gates: Range<Int>, of matrix: Matrix) -> Matrix {
        matrix.blocks(from: gates.lowerBound * unitBlocks, count: gates.count * unitBlocks)
    }

    /// How many lanes of sequences each direction is cut into.
    func lanes(batchSize: Int, directions: Int, team: ThreadTeam) -> Int {
        max(1, min(team.threads(of: directions), batchSize))
    }
}

/// What the steps of a direction lie in: a row for each token, or, where nothing is kept, for each sequence.
struct StepwiseActivations: Sendable {
    let gates: Matrix  // [rows, G·H] in panels, as weight gradients want their deltas
    let before: Matrix  // [rows, S·H], the states before each step
    let kept: Matrix  // [rows, K·H]

    init(gates: Matrix, before: Matrix, kept: Matrix) {
        self.gates = gates
        self.before = before
        self.kept = kept
    }

    init(_ layer: StepwiseLayer, rows: Int, in arena: Arena) {
        gates = arena.panels(rows: rows, columns: layer.columns(layer.shape.gateCount), spread: true)
        before = arena.matrix(rows: rows, columns: layer.columns(layer.shape.stateCount))
        kept = arena.matrix(rows: rows, columns: layer.columns(layer.shape.keptCount))
    }

    /// Floats that it cuts.
    static func floats(_ layer: StepwiseLayer, rows: Int) -> Int {
        rows * layer.columns(layer.shape.gateCount)
            + Arena.floats(rows: rows, columns: layer.columns(layer.shape.stateCount))
            + Arena.floats(rows: rows, columns: layer.columns(layer.shape.keptCount))
    }

    func rows(of lane: Lane, from first: Int, count: Int) -> StepwiseActivations {
        StepwiseActivations(
            gates: gates.rows(of: lane, from: first, count: count),
            before: before.rows(of: lane, from: first, count: count),
            kept: kept.rows(of: lane, from: first, count: count))
    }

    /// What a product multiplies.
    func operand(of product: Int, in layer: StepwiseLayer) -> Matrix {
        switch layer.shape.products[product].operand {
        case .state(let part): layer.part(before, part)
        case .kept(let index): layer.part(kept, index)
        }
    }
}
