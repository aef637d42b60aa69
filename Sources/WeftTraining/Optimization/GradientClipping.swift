import WeftLayers
import WeftTensors

/// The global norm of all gradients, dense and sparse, and the factor that brings it under a limit (Pascanu et al. 2013).
///
/// Squares are summed over fixed chunks and the chunks in their order, in double, so the bits are the same for any
/// number of threads.
package final class GradientClipping: @unchecked Sendable {  // units write disjoint sums
    /// Dense floats of a chunk.
    private static let chunk = 16_384
    /// Rows of a chunk.
    private static let rowGrain = 64

    private var sums: UnsafeMutableBufferPointer<Double>

    package init() { sums = .allocate(capacity: 256) }

    deinit { sums.deallocate() }

    /// The factor for gradients of this norm; as in PyTorch, a millionth is added to the norm.
    package static func scale(norm: Double, limit: Double?) -> Float {
        guard let limit else { return 1 }
        return Float(min(1, limit / (norm + 1e-6)))
    }

    /// The root of the sum of all squares; NaN or infinite when a gradient is.
    package func norm(_ gradients: ParameterBuffer, sparse: [SparseGradient], team: ThreadTeam) -> Double {
        let count = gradients.denseCount
        var total = sum((count + GradientClipping.chunk - 1) / GradientClipping.chunk, team: team) { unit in
            let start = unit * GradientClipping.chunk
            return Kernels.sumOfSquares(
                gradients.dense + start, count: min(GradientClipping.chunk, count - start))
        }
        for gradient in sparse {
            let units = (gradient.count + GradientClipping.rowGrain - 1) / GradientClipping.rowGrain
            total += sum(units, team: team) { unit in
                let start = unit * GradientClipping.rowGrain
                let rows = min(GradientClipping.rowGrain, gradient.count - start)
                return rows > 0 ? Kernels.sumOfSquares(gradient.row(start), count: rows * gradient.width) : 0
            }
        }
        return total.squareRoot()
    }

    private func sum(_ units: Int, team: ThreadTeam, _ part: @Sendable (_ unit: Int) -> Double) -> Double {
        if units > sums.count {
            sums.deallocate()
            sums = .allocate(capacity: 2 * units)
        }
        team.run(units) { unit in sums[unit] = part(unit) }
        var total = 0.0
        for unit in 0..<units { total += sums[unit] }
        return total
    }
}
