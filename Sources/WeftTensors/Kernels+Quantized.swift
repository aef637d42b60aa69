import WeftKernels

extension Kernels {
    /// Rounds weights in panels to int8, a scale a column: the largest magnitude of the column becomes 127.
    package static func quantize(_ weights: Matrix, into result: QuantizedMatrix) {
        precondition(
            weights.rows == result.rows && weights.blocks == result.blocks,
            "\(weights.rows)×\(weights.columns) into \(result.rows)×\(result.columns)")
        weft_quantize(weights.rows, weights.blocks, weights.kernel, result.kernel)
    }

    /// Rounds the first `result.columns` activations of each row to 16 bits, a scale a row.
    package static func quantize(_ activations: Matrix, into result: QuantizedRows) {
        precondition(
            activations.rows == result.rows && result.columns <= activations.paddedColumns,
            "\(activations.rows)×\(activations.columns) into \(result.rows)×\(result.columns)")
        weft_quantize_rows(result.rows, result.columns, activations.kernel, result.kernel)
    }

    /// result [R, N] = start + a [R, inner] · b [inner, N]. The sums of products are exact, so the bits are the same on
    /// every instruction set. Best for a few rows, where reading the weights is all the work.
    package static func product(
        _ a: QuantizedRows, _ b: QuantizedMatrix, into result: Matrix, from start: Start = .zero
    ) {
        precondition(
            a.rows == result.rows && b.blocks <= result.blocks && a.columns <= b.rows,
            "\(a.rows)×\(a.columns) · \(b.rows)×\(b.columns) into \(result.rows)×\(result.columns)")
        let initial =
            switch start {
            case .zero: weft_matrix(base: nil, row: 0, block: 0)
            case .result: result.kernel
            case .matrix(let matrix): matrix.kernel
            }
        weft_quantized_product(
            result.rows, a.columns, b.blocks, a.kernel, b.kernel, initial, result.kernel)
    }

    // Storage of tables; every count is a multiple of 16, every table row `blocks` blocks of 16 values.

    /// y = x in bfloat16, to nearest, ties to even.
    package static func toBFloat16(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<UInt16>, count: Int) {
        weft_to_bfloat16(count, x, y)
    }

    /// y = x from bfloat16.
    package static func fromBFloat16(_ x: UnsafePointer<UInt16>, into y: UnsafeMutablePointer<Float>, count: Int) {
        weft_from_bfloat16(count, x, y)
    }

    /// Rounds one table row to int8 and gives its scale.
    package static func quantizeTableRow(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Int8>, blocks: Int
    ) -> Float {
        var scale: Float = 0
        weft_quantize_table_row(blocks, x, y, &scale)
        return scale
    }

    /// Row r of `result` = row `index[r]` of a table in bfloat16; zeros for a negative index.
    package static func gather(
        bfloat16 table: UnsafePointer<UInt16>, index: UnsafePointer<Int32>, into result: Matrix
    ) {
        weft_gather_bfloat16(result.rows, result.blocks, table, index, result.kernel)
    }

    /// Row r of `result` = row `index[r]` of a table in int8 times its scale; zeros for a negative index.
    package static func gather(
        int8 table: UnsafePointer<Int8>, scales: UnsafePointer<Float>, index: UnsafePointer<Int32>,
        into result: Matrix
    ) {
        weft_gather_int8(result.rows, result.blocks, table, scales, index, result.kernel)
    }
}
