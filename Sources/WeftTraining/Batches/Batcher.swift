import WeftTensors

/// Batches of sequences of like lengths, in random order.
///
/// An epoch's examples are shuffled and cut into pools of some batches. Within a pool they are sorted by length and cut
/// into batches, and then all batches are shuffled: so a batch's sequences end together, and an example still meets
/// others in each epoch. All of it is a function of (seed, epoch).
package struct Batcher: BatchSource {
    /// How batches are made.
    package struct Configuration: Sendable, Equatable {
        /// Most sequences of a batch.
        package var batchSize: Int
        /// Most tokens of a batch, unless one sequence alone has more; nil for any number.
        package var tokenLimit: Int?
        /// Batches that are sorted together.
        package var pool = 50
        package var seed: UInt64

        package init(batchSize: Int, tokenLimit: Int? = nil, seed: UInt64) {
            self.batchSize = batchSize
            self.tokenLimit = tokenLimit
            self.seed = seed
        }
    }

    package let configuration: Configuration
    private let lengths: [Int]
    private var order: [Int] = []
    private var batches: [Range<Int>] = []

    /// - Parameter lengths: Tokens of each example.
    package init(lengths: [Int], _ configuration: Configuration) {
        precondition(configuration.batchSize > 0 && configuration.pool > 0, "batches need a size")
        self.lengths = lengths
        self.configuration = configuration
        start(epoch: 0)
    }

    package var batchCount: Int { batches.count }

    package mutating func start(epoch: Int) {
        var generator = Generator(seed: configuration.seed, .batches(epoch: epoch))
        order = generator.permutation(lengths.count)
        batches.removeAll(keepingCapacity: true)
        let size = configuration.pool * configuration.batchSize
        for first in stride(from: 0, to: order.count, by: size) {
            let pool = first..<min(first + size, order.count)
            order[pool].sort { lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1 }
            cutBatches(pool)
        }
        for index in stride(from: batches.count - 1, to: 0, by: -1) {
            batches.swapAt(index, generator.below(index + 1))
        }
    }

    package func fill(_ examples: inout [Int], batch: Int) {
        examples.removeAll(keepingCapacity: true)
        examples.append(contentsOf: order[batches[batch]])
    }

    private mutating func cutBatches(_ pool: Range<Int>) {
        var first = pool.lowerBound
        var tokens = 0
        for place in pool {
            let length = lengths[order[place]]
            let isFull = place - first == configuration.batchSize
            let isLong = configuration.tokenLimit.map { tokens + length > $0 } ?? false
            if place > first, isFull || isLong {
                batches.append(first..<place)
                first = place
                tokens = 0
            }
            tokens += length
        }
        batches.append(first..<pool.upperBound)
    }
}

/// The order in which examples are evaluated: sorted by length, in batches; results go back to their own places.
package struct EvaluationOrder: Sendable {
    /// The numbers of the examples, longest first.
    package let order: [Int]
    /// Batches as ranges of ``order``.
    package let batches: [Range<Int>]

    package init(lengths: [Int], batchSize: Int) {
        order = lengths.indices.sorted { lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1 }
        let count = lengths.count
        batches = stride(from: 0, to: count, by: batchSize).map { $0..<min($0 + batchSize, count) }
    }
}
