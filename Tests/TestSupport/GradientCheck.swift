/// The gradient of a scalar function by central differences, in double precision.
///
/// With the default step and a reference in double, the error is about 1e-9 of the function's scale, so it judges a
/// float32 gradient by that gradient's own error alone. Points nearer to a kink than the step must be avoided.
package func numericGradient(
    at point: [Double], step: Double = 1e-6, of function: ([Double]) throws -> Double
) rethrows -> [Double] {
    var moved = point
    return try point.indices.map { index in
        moved[index] = point[index] + step
        let above = try function(moved)
        moved[index] = point[index] - step
        let below = try function(moved)
        moved[index] = point[index]
        return (above - below) / (2 * step)
    }
}

/// Checks a gradient against differences of a float32 loss, at `count` places spread over it: for whole models, where
/// no reference in double exists. Gives the worst that is off, or nil.
///
/// - Parameters:
///   - gradient: The gradient found by backward.
///   - step: The change of a value; the differences carry the loss's rounding divided by it.
///   - tolerance: Allowed error, relative to the largest gradient seen.
///   - value: Reads or sets the value at an index: `value(index, nil)` reads.
///   - loss: The loss at the present values.
package func gradientDifference(
    _ gradient: [Float], count: Int = 24, step: Float = 1e-2, tolerance: Double = 1e-2,
    value: (_ index: Int, _ new: Float?) -> Float, loss: () throws -> Double
) rethrows -> String? {
    let stride = max(1, gradient.count / max(1, count))
    let places = Array(Swift.stride(from: 0, to: gradient.count, by: stride))
    let expected = try places.map { index in
        let old = value(index, nil)
        let high = old + step, low = old - step
        _ = value(index, high)
        let above = try loss()
        _ = value(index, low)
        let below = try loss()
        _ = value(index, old)
        return (above - below) / Double(high - low)
    }
    return difference(places.map { gradient[$0] }, expected, ofLargest: tolerance)
}
