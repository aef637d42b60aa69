import WeftTensors

/// The state of one or both directions of a ``GatedLayer``: hidden and, for some cells, cell states.
struct GatedState: Sendable {
    let hidden: Matrix
    let cell: Matrix?

    init(hidden: Matrix, cell: Matrix?) {
        self.hidden = hidden
        self.cell = cell
    }

    init(_ state: LayerState) { self.init(hidden: state.parts[0], cell: state.parts.count > 1 ? state.parts[1] : nil) }

    func clear() {
        hidden.clear()
        cell?.clear()
    }
}
