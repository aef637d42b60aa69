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

    func everyBlock(_ step: Int, from first: Int, count: Int) -> InferenceWeights {
        switch self {
        case .float(let matrix): .float(matrix.everyBlock(step, from: first, count: count))
        case .int8(let matrix): .int8(matrix.everyBlock(step, from: first, count: count))
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
        case .int8(let weights):
            guard let quantized else { preconditionFailure("int8 weights need room for rounded activations") }
            Kernels.product(quantized, weights, into: result, from: start)
        }
    }
}
