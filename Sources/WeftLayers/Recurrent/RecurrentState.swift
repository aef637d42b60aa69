import WeftTensors

/// The state of a recurrent layer for a batch: hidden and, for some cells, cell states of each direction side by side,
/// [batch, directions · H], in the order of ``PackedSequences`` places.
package struct RecurrentState: Sendable {
    package let hidden: Matrix
    package let cell: Matrix?

    package init(hidden: Matrix, cell: Matrix?) {
        self.hidden = hidden
        self.cell = cell
    }

    package func clear() {
        hidden.clear()
        cell?.clear()
    }

    package func copy(from other: RecurrentState) {
        hidden.copy(from: other.hidden)
        if let cell, let source = other.cell { cell.copy(from: source) }
    }
}

extension RecurrentLayer {
    /// Cuts a state of this layer's sizes.
    package func makeState(batchSize: Int, in arena: Arena) -> RecurrentState {
        RecurrentState(
            hidden: arena.matrix(rows: batchSize, columns: outputs.paddedCount),
            cell: cell.hasCellState ? arena.matrix(rows: batchSize, columns: outputs.paddedCount) : nil)
    }
}
