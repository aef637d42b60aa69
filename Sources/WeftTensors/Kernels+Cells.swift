import WeftKernels

/// The kind of a recurrent cell's elementwise kernel.
package enum CellKernel: Sendable {
    case lstm, gru, elmanTanh, elmanReLU

    var kernel: weft_cell {
        switch self {
        case .lstm: WEFT_LSTM
        case .gru: WEFT_GRU
        case .elmanTanh: WEFT_ELMAN_TANH
        case .elmanReLU: WEFT_ELMAN_RELU
        }
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
            cell: cell?.kernel ?? none, output: output?.kernel ?? none, before: before?.kernel ?? none)
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
