import WeftTensors

extension Matrix {
    /// The elements, row by row; only the columns at `positions` when they are given.
    package func elements(_ positions: [Int]? = nil) -> [Float] {
        let wanted = positions ?? Array(0..<columns)
        return (0..<rows).flatMap { row in wanted.map { self[row, $0] } }
    }

    /// Fills the elements row by row and the padding with zeros; only the columns at `positions` when they are given.
    package func fill(_ values: some Sequence<some BinaryFloatingPoint>, at positions: [Int]? = nil) {
        clear()
        let wanted = positions ?? Array(0..<columns)
        var rest = values.makeIterator()
        for row in 0..<rows {
            for column in wanted {
                guard let value = rest.next() else { preconditionFailure("too few values for \(rows) rows") }
                self[row, column] = Float(value)
            }
        }
        precondition(rest.next() == nil, "too many values for \(rows)×\(wanted.count)")
    }

    /// Fills the elements with draws from [-scale, scale), with few bits, so that they are the same in any precision.
    package func fillRandom(seed: UInt64, scale: Float = 1, at positions: [Int]? = nil) {
        let count = rows * (positions?.count ?? columns)
        fill(randomValues(count, seed: seed, scale: scale), at: positions)
    }

    /// Sets everything, padding included, to NaN: what is not overwritten shows.
    package func poison() {
        for row in 0..<rows { for column in 0..<paddedColumns { self[row, column] = .nan } }
    }

    /// Whether all columns but those at `positions` (by default the logical ones) are zero.
    package func hasZeroPadding(_ positions: [Int]? = nil) -> Bool {
        let used = Set(positions ?? Array(0..<columns))
        let padding = (0..<paddedColumns).filter { !used.contains($0) }
        return (0..<rows).allSatisfy { row in padding.allSatisfy { self[row, $0] == 0 } }
    }
}

/// Draws from [-scale, scale) in steps of scale / 512: exact in float and double.
package func randomValues(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var generator = Generator(seed: seed, stream: 0x7E57)
    return (0..<count).map { _ in Float(generator.below(1024) - 512) / 512 * scale }
}
