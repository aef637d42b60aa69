import WeftKernels

/// The elementwise part of a recurrent cell: a file in `WeftKernels/cells`, found by its name.
package struct CellKernel: Sendable, Hashable {
    let kernel: weft_cell

    package init(_ name: String) {
        kernel = weft_cell_named(name)
        precondition(kernel >= 0, "no kernel of a cell is called \(name)")
    }

    package var name: String { String(cString: weft_cell_name(kernel)) }

    /// All that there are, by name.
    package static var all: [CellKernel] {
        (0..<weft_cell_count()).map { CellKernel(String(cString: weft_cell_name($0))) }
    }
}

/// One step of a cell over some rows and unit blocks; see `weft_cell_step` for what each field holds.
package struct CellStep {
    package var gates: Matrix
    /// Blocks between two gates of the same units.
    package var gateStride: Int
    package var hidden: Matrix
    package var next: Matrix
    package var cell: Matrix?
    package var output: Matrix?
    package var before: Matrix?
    package var after: Matrix?
    /// [vectors, units], in rows.
    package var vectors: Matrix?

    package init(
        gates: Matrix, gateStride: Int, hidden: Matrix, next: Matrix, cell: Matrix?, output: Matrix? = nil,
        before: Matrix? = nil
    ) {
        self.gates = gates
        self.gateStride = gateStride
        self.hidden = hidden
        self.next = next
        self.cell = cell
        self.output = output
        self.before = before
    }

    func kernel(rows: Int, blocks: Int) -> weft_cell_step {
        let none = weft_matrix(base: nil, row: 0, block: 0)
        return weft_cell_step(
            rows: rows, blocks: blocks, gates: gates.kernel, gate_stride: gateStride * gates.blockStride,
            hidden: hidden.kernel, next: next.kernel,
            cell: cell?.kernel ?? none, output: output?.kernel ?? none, before: before?.kernel ?? none,
            after: after?.kernel ?? none, vectors: vectors.map { UnsafePointer($0.base) },
            vector_stride: vectors?.rowStride ?? 0)
    }
}

extension Kernels {
    package static func forward(_ cell: CellKernel, _ step: CellStep, rows: Int, blocks: Int) {
        var kernel = step.kernel(rows: rows, blocks: blocks)
        weft_cell_forward(cell.kernel, &kernel)
    }

    package static func backward(_ cell: CellKernel, _ step: CellStep, rows: Int, blocks: Int) {
        var kernel = step.kernel(rows: rows, blocks: blocks)
        weft_cell_backward(cell.kernel, &kernel)
    }
}

/// The gates of a cell that its hidden state reaches.
package struct RecurrentGates {
    package var gates: Range<Int>
    /// Blocks between two gates of the same units.
    package var stride: Int

    package init(_ gates: Range<Int>, stride: Int) {
        self.gates = gates
        self.stride = stride
    }

    func kernel(weights: Int, scales: Int = 0) -> weft_gates {
        weft_gates(
            first: gates.lowerBound, count: gates.count, weight_stride: stride * weights, scale_stride: stride * scales)
    }
}

extension Kernels {
    /// For each block of units of `step`: gates += hidden · weights, then the cell forward.
    ///
    /// - Parameters:
    ///   - hidden: All hidden states before the step, [rows, inner].
    ///   - weights: The recurrent weights from the step's first block of units on.
    package static func advance(
        _ cell: CellKernel, _ step: CellStep, rows: Int, blocks: Int, gates: RecurrentGates, hidden: Matrix,
        inner: Int, weights: Matrix
    ) {
        checkGates(gates, blocks: blocks, ofWeights: weights.blocks, of: step)
        precondition(inner <= weights.rows && inner <= hidden.paddedColumns && rows <= hidden.rows)
        var kernel = step.kernel(rows: rows, blocks: blocks)
        weft_recurrent_step(
            cell.kernel, &kernel, gates.kernel(weights: weights.blockStride), inner, hidden.kernel, weights.kernel)
    }

    /// The same with rounded hidden states and weights in int8.
    package static func advance(
        _ cell: CellKernel, _ step: CellStep, rows: Int, blocks: Int, gates: RecurrentGates, hidden: QuantizedRows,
        weights: QuantizedMatrix
    ) {
        checkGates(gates, blocks: blocks, ofWeights: weights.blocks, of: step)
        precondition(hidden.columns <= weights.rows && rows <= hidden.rows)
        var kernel = step.kernel(rows: rows, blocks: blocks)
        weft_quantized_recurrent_step(
            cell.kernel, &kernel, gates.kernel(weights: weights.blockStride, scales: weights.scaleStride),
            hidden.columns, hidden.kernel, weights.kernel)
    }

    private static func checkGates(_ gates: RecurrentGates, blocks: Int, ofWeights count: Int, of step: CellStep) {
        precondition(
            (gates.gates.count - 1) * gates.stride + blocks <= count
                && (gates.gates.upperBound - 1) * step.gateStride + blocks <= step.gates.blocks,
            "\(blocks) blocks of gates \(gates.gates) in \(count) blocks of weights, \(step.gates.blocks) of gates")
    }
}
