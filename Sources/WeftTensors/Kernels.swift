import WeftKernels

/// The one door to the kernels in C. Each function says what it needs of its matrices; sizes that do not fit are
/// programmer errors.
package enum Kernels {
    /// The names of the instruction sets of this machine, best first.
    package static var instructionSets: [String] {
        var names: [String] = []
        var entry = weft_instruction_sets()
        while let name = entry.pointee {
            names.append(String(cString: name))
            entry += 1
        }
        return names
    }

    /// The instruction set in use.
    package static var instructionSet: String { String(cString: weft_instruction_set()) }

    /// Uses another instruction set from now on; for tests, while no kernel runs. False when this machine lacks it.
    package static func use(instructionSet name: String) -> Bool { weft_use_instruction_set(name) == 0 }

    /// What a product starts from.
    package enum Start: Sendable {
        case zero
        /// The result's old value: the product is added.
        case result
        /// Another matrix, for instance a bias ``Matrix/repeated``.
        case matrix(Matrix)
    }

    /// result [R, N] = start + a [R, inner] · b [inner, N], with b in panels. Whole blocks of columns are written.
    package static func product(
        _ a: Matrix, _ b: Matrix, into result: Matrix, from start: Start = .zero, inner: Int? = nil
    ) {
        let depth = inner ?? b.rows
        precondition(
            a.rows == result.rows && b.blocks <= result.blocks && depth <= min(a.paddedColumns, b.rows),
            "\(a.rows)×\(depth) · \(b.rows)×\(b.columns) into \(result.rows)×\(result.columns)")
        let initial =
            switch start {
            case .zero: weft_matrix(base: nil, row: 0, block: 0)
            case .result: result.kernel
            case .matrix(let matrix): matrix.kernel
            }
        weft_product(result.rows, depth, b.blocks, a.kernel, b.kernel, initial, result.kernel)
    }

    /// destination [C, R] = the transpose of source [R, C], whose row r is `index[r]` when an index is given (negative: zeros).
    package static func transpose(
        _ source: Matrix, index: UnsafePointer<Int32>? = nil, rows: Int? = nil, columns: Int? = nil,
        into destination: Matrix
    ) {
        let height = rows ?? source.rows, width = columns ?? source.columns
        precondition(destination.rows >= width && destination.paddedColumns >= height)
        weft_transpose(height, width, source.kernel, index, destination.kernel)
    }

    /// sums += the column sums of `a`, over whole blocks, in ascending order of rows.
    package static func addColumnSums(_ a: Matrix, to sums: UnsafeMutablePointer<Float>) {
        weft_column_sums(a.rows, a.blocks, a.kernel, sums)
    }

    /// sums += the column sums of `a` ⊙ `b`, over whole blocks, in ascending order of rows.
    package static func addColumnSums(_ a: Matrix, times b: Matrix, to sums: UnsafeMutablePointer<Float>) {
        precondition(a.rows == b.rows && a.blocks == b.blocks)
        weft_product_sums(a.rows, a.blocks, a.kernel, b.kernel, sums)
    }

    /// x = softmax of each row, in place; the padding becomes zero.
    package static func softmax(_ x: Matrix) { weft_softmax_rows(x.rows, x.columns, x.kernel) }

    /// Turns logits into `scale` times the gradient of each row's cross-entropy, in place, and gives the losses.
    package static func crossEntropy(
        _ logits: Matrix, targets: UnsafePointer<Int32>, classWeights: UnsafePointer<Float>?, smoothing: Float,
        scale: Float, losses: UnsafeMutablePointer<Float>
    ) {
        weft_cross_entropy_rows(
            logits.rows, logits.columns, logits.kernel, targets, classWeights, smoothing, scale, losses)
    }

    // Elementwise; every count is a multiple of 16.

    package static func sigmoid(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
        weft_sigmoid(count, x, y)
    }

    package static func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
        weft_tanh(count, x, y)
    }

    /// y = e^x, with x clamped to [-87, 88].
    package static func exp(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
        weft_exp(count, x, y)
    }

    /// y += scale · x
    package static func addScaled(
        _ x: UnsafePointer<Float>, by scale: Float, to y: UnsafeMutablePointer<Float>, count: Int
    ) {
        weft_add_scaled(count, scale, x, y)
    }

    /// y *= x
    package static func multiply(_ y: UnsafeMutablePointer<Float>, by x: UnsafePointer<Float>, count: Int) {
        weft_multiply(count, x, y)
    }

    package static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
        weft_dot(count, x, y)
    }

    /// The sum of squares, in double over blocks of 1024 in a fixed order.
    package static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double { weft_sum_of_squares(count, x) }
}
