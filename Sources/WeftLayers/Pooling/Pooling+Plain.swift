import WeftTensors

/// Which row each maximum came from: [batch, features] of row numbers.
package struct MaximumRows: @unchecked Sendable {  // on the workspace; units write disjoint rows
    let base: UnsafeMutablePointer<Int32>
    let stride: Int
}

/// Pooling without parameters. Sequences are independent, so each is one unit of work.
extension Pooling {
    func mean(_ states: Matrix, sequences: PackedSequences, pooled: Matrix, team: ThreadTeam) {
        team.run(sequences.batchSize) { place in
            let target = pooled.rows(from: place, count: 1)
            target.clear()
            let length = sequences.lengths[place]
            for step in 0..<length {
                let row = sequences.row(step: step, place: place)
                Kernels.addScaled(
                    states.base + row * states.rowStride, by: 1, to: target.base, count: states.paddedColumns)
            }
            Kernels.scaled(target.base, by: 1 / Float(length), into: target.base, count: states.paddedColumns)
        }
    }

    func meanBackward(_ deltas: Matrix, sequences: PackedSequences, stateDeltas: Matrix, team: ThreadTeam) {
        team.run(sequences.batchSize) { place in
            let length = sequences.lengths[place]
            for step in 0..<length {
                let row = sequences.row(step: step, place: place)
                Kernels.scaled(
                    deltas.base + place * deltas.rowStride, by: 1 / Float(length),
                    into: stateDeltas.base + row * stateDeltas.rowStride, count: stateDeltas.paddedColumns)
            }
        }
    }

    /// The forward direction's last state and the reverse direction's state at step 0.
    func last(_ states: Matrix, sequences: PackedSequences, pooled: Matrix) {
        for place in 0..<sequences.batchSize {
            forEachFinalState(sequences, place) { row, blocks in
                pooled.blocks(from: blocks.lowerBound, count: blocks.count).rows(from: place, count: 1)
                    .copy(from: states.blocks(from: blocks.lowerBound, count: blocks.count).rows(from: row, count: 1))
            }
        }
    }

    func lastBackward(_ deltas: Matrix, sequences: PackedSequences, stateDeltas: Matrix) {
        stateDeltas.clear()
        for place in 0..<sequences.batchSize {
            forEachFinalState(sequences, place) { row, blocks in
                stateDeltas.blocks(from: blocks.lowerBound, count: blocks.count).rows(from: row, count: 1)
                    .copy(from: deltas.blocks(from: blocks.lowerBound, count: blocks.count).rows(from: place, count: 1))
            }
        }
    }

    private func forEachFinalState(
        _ sequences: PackedSequences, _ place: Int, _ body: (_ row: Int, _ blocks: Range<Int>) -> Void
    ) {
        var first = 0
        for (direction, part) in states.parts.enumerated() {
            let count = Matrix.padded(part) / Matrix.block
            body(direction == 0 ? sequences.lastRow(place) : place, first..<first + count)
            first += count
        }
    }

    func maximum(
        _ states: Matrix, sequences: PackedSequences, pooled: Matrix, workspace: Arena, team: ThreadTeam
    ) -> MaximumRows {
        let width = states.paddedColumns
        let numbers = UnsafeMutableRawPointer(workspace.cut(sequences.batchSize * width))
            .bindMemory(to: Int32.self, capacity: sequences.batchSize * width)
        let rows = MaximumRows(base: numbers, stride: width)
        team.run(sequences.batchSize) { place in
            let largest = pooled.base + place * pooled.rowStride, places = rows.base + place * rows.stride
            largest.update(from: states.base + place * states.rowStride, count: width)
            places.update(repeating: Int32(place), count: width)
            for step in 1..<max(1, sequences.lengths[place]) {
                let row = sequences.row(step: step, place: place)
                Kernels.keepMaximum(
                    states.base + row * states.rowStride, row: row, largest: largest, rows: places, count: width)
            }
        }
        return rows
    }

    func maximumBackward(
        _ rows: MaximumRows, pooledDeltas: Matrix, sequences: PackedSequences, stateDeltas: Matrix, team: ThreadTeam
    ) {
        team.split(stateDeltas.rows) { part in
            stateDeltas.rows(from: part.lowerBound, count: part.count).clear()
        }
        team.run(sequences.batchSize) { place in
            let places = rows.base + place * rows.stride, deltas = pooledDeltas.base + place * pooledDeltas.rowStride
            for column in 0..<stateDeltas.paddedColumns {
                stateDeltas.base[Int(places[column]) * stateDeltas.rowStride + column] = deltas[column]
            }
        }
    }
}
