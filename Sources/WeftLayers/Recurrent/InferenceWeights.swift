import WeftTensors

/// A layer's weights [inner, outputs] in panels, as a forward pass reads them.
enum InferenceWeights: Sendable {
    case float(Matrix)
    case int8(QuantizedMatrix)

    /// The inner size, padding included.
    var rows: Int {
        switch self {
        case .float(let matrix): matrix.rows
        case .int8(let matrix): matrix.rows
        }
    }

    var blocks: Int {
        switch self {
        case .float(let matrix): matrix.blocks
        case .int8(let matrix): matrix.blocks
        }
    }

    func blocks(from first: Int, count: Int) -> InferenceWeights {
        switch self {
        case .float(let matrix): .float(matrix.blocks(from: first, count: count))
        case .int8(let matrix): .int8(matrix.blocks(from: first, count: count))
        }
    }
}

/// Rows on their way into products, in the form that the weights want: rounded once, used by many products.
struct Operand {
    private let matrix: Matrix
    private let quantized: QuantizedRows?
    private let inner: Int

    /// - Parameters:
    ///   - inner: The columns that count.
    ///   - scratch: Room for the rounded rows; nil where the weights are floats.
    init(_ matrix: Matrix, inner: Int, scratch: QuantizedRows?) {
        precondition(scratch.map { matrix.rows <= $0.rows } ?? true, "no room for \(matrix.rows) rounded rows")
        self.matrix = matrix
        self.inner = inner
        quantized = scratch?.rows(from: 0, count: matrix.rows, columns: inner)
        if let quantized { Kernels.quantize(matrix, into: quantized) }
    }

    /// result = start + these rows · weights.
    func multiply(_ weights: InferenceWeights, into result: Matrix, from start: Kernels.Start) {
        switch weights {
        case .float(let weights): Kernels.product(matrix, weights, into: result, from: start, inner: inner)
        case .int8(let weights): Kernels.product(rounded, weights, into: result, from: start)
        }
    }

    /// A step of a cell whose hidden states these rows are; see `Kernels.advance`.
    func advance(
        _ cell: Cell, _ step: CellStep, blocks: Int, gateStride: Int, weights: InferenceWeights
    ) {
        let gates = RecurrentGates(cell.recurrentGates, stride: gateStride)
        switch weights {
        case .float(let weights):
            Kernels.advance(
                cell.kernel, step, rows: matrix.rows, blocks: blocks, gates: gates, hidden: matrix, inner: inner,
                weights: weights)
        case .int8(let weights):
            Kernels.advance(
                cell.kernel, step, rows: matrix.rows, blocks: blocks, gates: gates, hidden: rounded, weights: weights)
        }
    }

    /// The rounded rows, which weights in int8 ask for.
    private var rounded: QuantizedRows {
        guard let quantized else { preconditionFailure("int8 weights need room for rounded activations") }
        return quantized
    }
}
