/// Units a second, with the near past counting most: after `memory` seconds a past measure weighs 1/e.
///
/// A plain mean over the whole run would be slow to see that the long documents have begun.
package struct ProgressRate: Equatable, Sendable {
    /// Units a second; nil until there has been time to measure.
    package private(set) var value: Double?
    private var lastSeconds: Double
    private var lastCompleted: Int
    private let memory = 8.0

    /// - Parameters:
    ///   - seconds: The time now, from any origin.
    ///   - completed: The units already done, which do not count.
    package init(seconds: Double, completed: Int = 0) {
        lastSeconds = seconds
        lastCompleted = completed
    }

    /// Takes note of how far the work is at a time.
    package mutating func update(seconds: Double, completed: Int) {
        let elapsed = seconds - lastSeconds
        guard elapsed > 0, completed >= lastCompleted else { return }
        let current = Double(completed - lastCompleted) / elapsed
        // 1 - e^(-x) for small steps, bounded by 1 for long ones, without libm: x / (1 + x).
        let weight = (elapsed / memory) / (1 + elapsed / memory)
        value = value.map { $0 + weight * (current - $0) } ?? current
        lastSeconds = seconds
        lastCompleted = completed
    }
}
