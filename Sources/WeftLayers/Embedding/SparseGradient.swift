import WeftTensors

/// The gradient of a table by row: the ids that a batch met, ascending, and for each the sum of its tokens' deltas in
/// the order of the tokens. Refilled for each batch; keeps its storage.
package final class SparseGradient: @unchecked Sendable {  // filled by one training; units write disjoint rows
    /// Ids of a unit of work.
    private static let grain = 16

    /// The table.
    package let slot: Slot
    /// The ids with a gradient, ascending.
    package var ids: [Int32] { sorter.ids }
    /// How many.
    package var count: Int { sorter.ids.count }
    /// Floats of a row, padding included.
    package let width: Int

    private let padding: Int?
    private var sorter = TokenSorter()
    private let arena: Arena
    private let rows: UnsafeMutablePointer<Float>

    /// Reserves addresses for every row of the table; memory is taken for those that occur.
    package init(_ slot: Slot, padding: Int? = nil) throws(ArenaError) {
        self.slot = slot
        self.padding = padding
        width = Matrix.padded(slot.columns)
        arena = try Arena(capacity: slot.rows * width)
        rows = arena.cut(slot.rows * width)
    }

    /// The gradient of the row of `ids[index]`.
    package func row(_ index: Int) -> UnsafeMutablePointer<Float> { rows + index * width }

    /// Empties it.
    package func clear() { sorter.clear() }

    /// Replaces the gradient: for each distinct id, the sum of the rows of `deltas` where it stands.
    package func replace(ids tokens: [Int32], deltas: Matrix, team: ThreadTeam) {
        precondition(deltas.rows == tokens.count && deltas.paddedColumns == width)
        sorter.sort(tokens, bound: slot.rows, leavingOut: padding)
        let units = (count + SparseGradient.grain - 1) / SparseGradient.grain
        team.run(units) { unit in
            let first = unit * SparseGradient.grain
            for index in first..<min(first + SparseGradient.grain, count) { sum(index, deltas) }
        }
    }

    private func sum(_ index: Int, _ deltas: Matrix) {
        let target = row(index)
        let places = sorter.starts[index]..<sorter.starts[index + 1]
        let first = Int(sorter.places[places.lowerBound])
        target.update(from: deltas.base + first * deltas.rowStride, count: width)
        for place in places.dropFirst() {
            Kernels.addScaled(
                deltas.base + Int(sorter.places[place]) * deltas.rowStride, by: 1, to: target, count: width)
        }
    }
}
