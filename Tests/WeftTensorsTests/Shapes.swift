import TestSupport
import WeftTensors

/// Sizes around the widths of vectors, blocks and tiles.
let awkwardSizes = [0, 1, 7, 8, 9, 15, 16, 17, 31, 64, 65]

/// Draws from the multiples of 1/8 in [-1, 1]. Sums of a few thousand products of such values are exact in float, so a
/// kernel must agree with the reference to the bit, whatever its order of addition.
func coarseValues(_ count: Int, seed: UInt64) -> [Float] {
    var generator = Generator(seed: seed, stream: 1)
    return (0..<count).map { _ in Float(generator.below(17) - 8) / 8 }
}

extension Matrix {
    /// Fills the elements with ``coarseValues(_:seed:)`` and the padding with NaN, which must not reach a result.
    func fillCoarse(seed: UInt64) {
        poison()
        let values = coarseValues(rows * columns, seed: seed)
        for row in 0..<rows { for column in 0..<columns { self[row, column] = values[row * columns + column] } }
    }

    /// The elements in double precision, row by row, padding included.
    var doubles: [[Double]] {
        (0..<rows).map { row in (0..<paddedColumns).map { Double(self[row, $0]) } }
    }
}

/// An arena with matrices of one of the storage forms that kernels meet.
enum Form: CaseIterable {
    /// Row after row.
    case rows
    /// Every third row: a lane of a batch.
    case lane
    /// Panels of 16 columns.
    case panels

    func matrix(rows: Int, columns: Int, in arena: Arena) -> Matrix {
        switch self {
        case .rows: arena.matrix(rows: rows, columns: columns)
        case .lane: arena.matrix(rows: rows * 3 + 1, columns: columns).rows(from: 1, count: rows, step: 3)
        case .panels: arena.panels(rows: rows, columns: columns, spread: true)
        }
    }
}
