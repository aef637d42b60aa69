import WeftTensors

/// Sets activations to zero at random in training and scales the rest by 1 / (1 - rate) (Srivastava et al. 2014).
///
/// A mask is a function of (seed, stream, step, row, feature): the same for any number of threads, and after a resume.
/// The same mask is applied to the activations forward and to their deltas backward.
package struct Dropout: Sendable {
    /// What one draw of a mask covers.
    package enum Kind: Sendable {
        /// A sequence and a feature at all times: what a recurrent layer must forget, it forgets for the whole
        /// sequence (Gal & Ghahramani 2016).
        case variational
        /// A token and a feature.
        case plain
    }

    /// Steps of a unit of work.
    private static let grain = 4

    package let rate: Float
    package let kind: Kind
    package let seed: UInt64
    /// Separates the masks of layers.
    package let stream: UInt32

    package init(rate: Float, kind: Kind = .variational, seed: UInt64, stream: UInt32) {
        precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
        precondition(stream < 1 << 31, "dropout streams are below 2^31")
        self.rate = rate
        self.kind = kind
        self.seed = seed
        self.stream = stream
    }

    /// Whether it changes anything.
    package var isActive: Bool { rate > 0 }

    /// Makes the mask of a training step for `columns` features: a row a sequence, or a row a token.
    package func makeMask(
        _ sequences: PackedSequences, columns: Int, step: Int, in arena: Arena, team: ThreadTeam
    ) -> Matrix {
        makeMask(
            rows: kind == .plain ? sequences.tokens : sequences.batchSize, columns: columns, step: step, in: arena,
            team: team)
    }

    /// Makes a mask of given size; for activations that are no sequences.
    package func makeMask(rows: Int, columns: Int, step: Int, in arena: Arena, team: ThreadTeam) -> Matrix {
        let mask = arena.matrix(rows: rows, columns: columns)
        team.split(rows) { part in
            Kernels.dropoutMask(
                mask.rows(from: part.lowerBound, count: part.count), rate: rate, seed: seed, stream: stream, step: step,
                firstRow: part.lowerBound)
        }
        return mask
    }

    /// Multiplies activations or deltas [tokens, columns] by the mask, in place.
    package func apply(_ mask: Matrix, to x: Matrix, sequences: PackedSequences, team: ThreadTeam) {
        guard kind == .variational else { return apply(mask, to: x, team: team) }
        let units = (sequences.steps + Dropout.grain - 1) / Dropout.grain
        team.run(units) { unit in
            let first = unit * Dropout.grain
            for step in first..<min(first + Dropout.grain, sequences.steps) {
                let count = sequences.batchSizes[step]
                multiply(x.rows(from: sequences.offsets[step], count: count), by: mask.rows(from: 0, count: count))
            }
        }
    }

    /// Multiplies a matrix by a mask of its own size, in place.
    package func apply(_ mask: Matrix, to x: Matrix, team: ThreadTeam) {
        precondition(x.rows == mask.rows && x.paddedColumns == mask.paddedColumns)
        team.split(x.rows, grain: Matrix.block) { rows in
            multiply(
                x.rows(from: rows.lowerBound, count: rows.count),
                by: mask.rows(from: rows.lowerBound, count: rows.count))
        }
    }

    private func multiply(_ x: Matrix, by mask: Matrix) {
        for row in 0..<x.rows {
            Kernels.multiply(
                x.base + row * x.rowStride, by: mask.base + row * mask.rowStride, count: x.paddedColumns)
        }
    }
}
