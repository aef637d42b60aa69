import WeftTensors

/// The gradient of a table by row: the ids that were met since it was cleared, ascending, and for each the sum of its
/// tokens' deltas in the order of the tokens. It adds, like dense gradients; it keeps its storage.
package final class SparseGradient: @unchecked Sendable {  // filled by one training; units write disjoint rows
    /// Ids of a unit of work.
    private static let grain = 16

    /// The table.
    package let slot: Slot
    /// The ids with a gradient, ascending.
    package private(set) var ids: [Int32] = []
    /// How many.
    package var count: Int { ids.count }
    /// Floats of a row, padding included.
    package let width: Int

    private let padding: Int?
    private var sorter = TokenSorter()
    /// For each distinct id of the tokens to add, its place among `ids`, and whether a row is there already.
    private var targets: [(row: Int, hasValue: Bool)] = []
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
    package func clear() { ids.removeAll(keepingCapacity: true) }

    /// Adds, for each distinct id, the sum of the rows of `deltas` where it stands.
    package func add(ids tokens: [Int32], deltas: Matrix, team: ThreadTeam) {
        precondition(deltas.rows == tokens.count && deltas.paddedColumns == width)
        sorter.sort(tokens, bound: slot.rows, leavingOut: padding)
        merge()
        let units = (targets.count + SparseGradient.grain - 1) / SparseGradient.grain
        team.run(units) { unit in
            let first = unit * SparseGradient.grain
            for index in first..<min(first + SparseGradient.grain, targets.count) { sum(index, deltas) }
        }
    }

    /// Makes room for the sorted ids among those that are there, whose rows move up, the last one first.
    private func merge() {
        targets.removeAll(keepingCapacity: true)
        targets.append(contentsOf: repeatElement((row: 0, hasValue: false), count: sorter.ids.count))
        var old = ids.count - 1, new = sorter.ids.count - 1
        var place = ids.count + sorter.ids.count - sharedCount() - 1
        ids.append(contentsOf: repeatElement(0, count: place + 1 - ids.count))
        while new >= 0 {
            let isOld = old >= 0 && ids[old] >= sorter.ids[new]
            let isNew = old < 0 || ids[old] <= sorter.ids[new]
            if isNew {
                targets[new] = (place, isOld)
                new -= 1
            }
            if isOld {
                if place != old { row(place).update(from: row(old), count: width) }
                ids[place] = ids[old]
                old -= 1
            } else {
                ids[place] = sorter.ids[new + 1]
            }
            place -= 1
        }
    }

    /// How many of the sorted ids are there already.
    private func sharedCount() -> Int {
        var count = 0, old = 0
        guard !ids.isEmpty else { return 0 }
        for id in sorter.ids {
            while old < ids.count, ids[old] < id { old += 1 }
            if old < ids.count, ids[old] == id { count += 1 }
        }
        return count
    }

    private func sum(_ index: Int, _ deltas: Matrix) {
        let (place, hasValue) = targets[index]
        let target = row(place)
        var places = sorter.places[sorter.starts[index]..<sorter.starts[index + 1]]
        if !hasValue, let first = places.popFirst() {
            target.update(from: deltas.base + Int(first) * deltas.rowStride, count: width)
        }
        for place in places {
            Kernels.addScaled(deltas.base + Int(place) * deltas.rowStride, by: 1, to: target, count: width)
        }
    }
}
