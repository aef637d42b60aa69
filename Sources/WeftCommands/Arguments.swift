import ArgumentParser

/// Refuses an option's value that is out of range, as wrong usage.
func expect<Value: Comparable>(_ option: String, _ value: Value, in range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
        throw ValidationError(
            "expected --\(option) between \(range.lowerBound) and \(range.upperBound), found \(value)")
    }
}
