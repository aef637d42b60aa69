/// Elementwise functions over matrices of any form, in whole blocks of columns.
extension Kernels {
    /// x = σ(x)
    package static func sigmoid(_ x: Matrix) {
        forEachRun(x, x) { source, result, count in sigmoid(source, into: result, count: count) }
    }

    /// x = tanh(x)
    package static func tanh(_ x: Matrix) { tanh(x, into: x) }

    /// y = tanh(x)
    package static func tanh(_ x: Matrix, into y: Matrix) {
        precondition(
            x.rows == y.rows && x.blocks == y.blocks, "\(x.rows)×\(x.columns) into \(y.rows)×\(y.columns)")
        forEachRun(x, y) { source, result, count in tanh(source, into: result, count: count) }
    }

    /// Calls `body` for floats that lie side by side in both matrices, as many at a time as their forms allow.
    private static func forEachRun(
        _ x: Matrix, _ y: Matrix, _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, _ count: Int) -> Void
    ) {
        let isDense = x.rowStride == Matrix.block && y.rowStride == Matrix.block
        let isRowMajor = x.isRowMajor && y.isRowMajor
        let (rows, blocks, count) =
            isDense
            ? (1, x.blocks, x.rows * Matrix.block)
            : isRowMajor ? (x.rows, 1, x.paddedColumns) : (x.rows, x.blocks, Matrix.block)
        for block in 0..<blocks {
            for row in 0..<rows {
                body(
                    x.base + row * x.rowStride + block * x.blockStride,
                    y.base + row * y.rowStride + block * y.blockStride, count)
            }
        }
    }
}
