import WeftTensors

/// One step of a ``StepwiseCell`` over some sequences: windows of [rows, H], and the step's products.
package struct StepwiseStep {
    let layer: StepwiseLayer
    let activations: StepwiseActivations
    /// Forward: the states after the step. Backward: their deltas.
    let states: Matrix
    /// Backward alone.
    let scratch: Matrix?
    let weights: Weights

    /// `weight_hh` in the form of a direction.
    enum Weights {
        /// With room for operands in int8.
        case forward(InferenceWeights, rounded: QuantizedRows?)
        case transposed(Matrix)
    }

    /// The rows.
    package var rows: Int { states.rows }

    /// A gate. Forward: W·x + b at first. Backward: what forward left, to be replaced by its deltas.
    package func gate(_ index: Int) -> Matrix { layer.part(activations.gates, index) }
    /// A part of the state before the step.
    package func before(_ part: Int) -> Matrix { layer.part(activations.before, part) }
    /// A part of the state after the step, which forward is to write.
    package func after(_ part: Int) -> Matrix { layer.part(states, part) }
    /// The deltas of a part of the state after the step, which backward is to replace by those before.
    package func deltas(_ part: Int) -> Matrix { layer.part(states, part) }
    /// A matrix that forward writes and backward reads.
    package func kept(_ index: Int) -> Matrix { layer.part(activations.kept, index) }
    /// A matrix for the use of backward within the step.
    package func scratch(_ index: Int) -> Matrix {
        guard let scratch else { preconditionFailure("scratch is for backward") }
        return layer.part(scratch, index)
    }

    /// Forward: gates += operand · weights.
    package func multiply(_ product: Int) {
        guard case .forward(let weights, let rounded) = weights else { preconditionFailure("multiply is forward's") }
        let gates = layer.shape.products[product].gates, first = layer.shape.weightGate(of: product)
        let operand = Operand(
            activations.operand(of: product, in: layer), inner: layer.hiddenSize, scratch: rounded)
        operand.multiply(
            weights.blocks(from: first * layer.unitBlocks, count: gates.count * layer.unitBlocks),
            into: layer.gates(gates, of: activations.gates), from: .result)
    }

    /// Backward: deltas of the operand = deltas of the gates · weights, added to what is there where `adding`.
    package func multiplyBack(_ product: Int, into deltas: Matrix, adding: Bool = false) {
        guard case .transposed(let weights) = weights else { preconditionFailure("multiplyBack is backward's") }
        let gates = layer.shape.products[product].gates, first = layer.shape.weightGate(of: product)
        let width = layer.unitBlocks * Matrix.block
        Kernels.product(
            layer.gates(gates, of: activations.gates), weights.rows(from: first * width, count: gates.count * width),
            into: deltas, from: adding ? .result : .zero)
    }

    /// Calls `body` for every block of 16 units of every row, at which matrices are read and written: `h[$0]`.
    @inline(__always)
    package func forEachBlock(_ body: (BlockPlace) -> Void) {
        for row in 0..<rows {
            for block in 0..<layer.unitBlocks { body(BlockPlace(row: row, block: block)) }
        }
    }
}

/// A block of 16 columns of a row.
package struct BlockPlace {
    let row: Int
    let block: Int
}

extension Matrix {
    /// The 16 elements at a place.
    package subscript(place: BlockPlace) -> SIMD16<Float> {
        @inline(__always) get { UnsafeRawPointer(start(of: place)).loadUnaligned(as: SIMD16<Float>.self) }
        @inline(__always) nonmutating set {
            UnsafeMutableRawPointer(start(of: place)).storeBytes(of: newValue, as: SIMD16<Float>.self)
        }
    }

    @inline(__always)
    private func start(of place: BlockPlace) -> UnsafeMutablePointer<Float> {
        base + place.row * rowStride + place.block * blockStride
    }
}
