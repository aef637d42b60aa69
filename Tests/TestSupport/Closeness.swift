/// Compares numbers with those expected and describes the worst that is too far off; nil when all are close, so a test
/// says `#expect(difference(found, expected, relative: 1e-5) == nil)`.
///
/// A value is close when |found - expected| <= absolute + relative · |expected|. NaN is close to nothing.
package func difference<Found: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ found: [Found], _ expected: [Expected], relative: Double = 0, absolute: Double = 0
) -> String? {
    guard found.count == expected.count else { return "\(found.count) values, expected \(expected.count)" }
    var worst = 0.0
    var message: String?
    var count = 0
    for index in found.indices {
        let value = Double(found[index]), wanted = Double(expected[index])
        let error = abs(value - wanted)
        let allowed = absolute + relative * abs(wanted)
        if error <= allowed || value == wanted { continue }
        count += 1
        let excess = error.isNaN ? Double.infinity : allowed > 0 ? error / allowed : .greatestFiniteMagnitude
        if excess > worst {
            worst = excess
            message = "element \(index): found \(value), expected \(wanted), off by \(error), allowed \(allowed)"
        }
    }
    return message.map { "\($0) (\(count) of \(found.count) elements are off)" }
}

/// Compares two numbers; see ``difference(_:_:relative:absolute:)``.
package func difference<Found: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ found: Found, _ expected: Expected, relative: Double = 0, absolute: Double = 0
) -> String? {
    difference([found], [expected], relative: relative, absolute: absolute)
}

/// Compares tensors by their largest element: no error may exceed `tolerance` times the largest expected magnitude.
/// This is how gradients are judged, whose small elements are differences of large sums.
package func difference<Found: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ found: [Found], _ expected: [Expected], ofLargest tolerance: Double
) -> String? {
    let largest = expected.reduce(0.0) { max($0, abs(Double($1))) }
    return difference(found, expected, absolute: tolerance * largest)
}

/// Whether two arrays hold the same bits: the test of determinism. Zeros of different sign differ, equal NaNs do not.
package func sameBits(_ first: [Float], _ second: [Float]) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { $0.bitPattern == $1.bitPattern }
}
