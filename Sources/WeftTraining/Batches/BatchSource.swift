/// What gives the batches of an epoch, each as the numbers of some examples.
///
/// The batches are a function of the epoch, so a position is two numbers and a training resumes anywhere.
package protocol BatchSource: Sendable {
    /// Plans the batches of an epoch.
    mutating func start(epoch: Int)
    /// Batches of the planned epoch.
    var batchCount: Int { get }
    /// Replaces `examples` by those of a batch of the planned epoch.
    func fill(_ examples: inout [Int], batch: Int)
}

/// Batches of one example each, in their order: the windows of a text.
package struct SequentialBatches: BatchSource {
    package let batchCount: Int

    package init(count: Int) { batchCount = count }

    package mutating func start(epoch: Int) {}

    package func fill(_ examples: inout [Int], batch: Int) {
        examples.removeAll(keepingCapacity: true)
        examples.append(batch)
    }
}
