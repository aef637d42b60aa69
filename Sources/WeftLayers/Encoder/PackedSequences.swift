/// A batch of sequences of different lengths without padding: time-major, longest first.
///
/// The rows of step t are the sequences still alive, `batchSizes[t]` of them, from row `offsets[t]` on. This is the
/// layout of cuDNN and of PyTorch's PackedSequence. A row of activations is a token; the same row numbers serve every
/// layer. The value is refilled for each batch and keeps its storage.
package struct PackedSequences: Sendable {
    /// Sequences.
    package private(set) var batchSize = 0
    /// Steps of the longest sequence.
    package private(set) var steps = 0
    /// Rows: tokens of all sequences.
    package private(set) var tokens = 0
    /// Sequences alive at each step.
    package private(set) var batchSizes: [Int] = []
    /// First row of each step, and the end: steps + 1 values.
    package private(set) var offsets: [Int] = []
    /// The given number of the sequence at each place, longest first.
    package private(set) var order: [Int] = []
    /// Lengths, longest first.
    package private(set) var lengths: [Int] = []
    /// For each row, the row of the same sequence one step earlier; `tokens + place` for its initial state.
    package private(set) var previous: [Int32] = []
    /// For each row, the row one step later; `tokens + place` after the last.
    package private(set) var following: [Int32] = []

    package init() {}

    package init(lengths: [Int]) {
        self.init()
        refill(lengths: lengths)
    }

    /// Describes a batch of sequences of these lengths, each at least 1. Equal lengths keep their order.
    package mutating func refill(lengths given: [Int]) {
        precondition(given.allSatisfy { $0 > 0 }, "every sequence needs at least one token")
        batchSize = given.count
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: 0..<batchSize)
        order.sort { given[$0] != given[$1] ? given[$0] > given[$1] : $0 < $1 }
        lengths.removeAll(keepingCapacity: true)
        for place in order { lengths.append(given[place]) }
        steps = lengths.first ?? 0
        fillSteps()
        fillNeighbours()
    }

    /// The row of step `step` of the sequence at `place`.
    package func row(step: Int, place: Int) -> Int { offsets[step] + place }

    /// The last row of the sequence at `place`.
    package func lastRow(_ place: Int) -> Int { row(step: lengths[place] - 1, place: place) }

    /// Lends the rows one step earlier (or later) as the kernels want them.
    package func withNeighbours(following isFollowing: Bool, _ body: (UnsafePointer<Int32>) -> Void) {
        (isFollowing ? following : previous).withUnsafeBufferPointer { rows in
            if let base = rows.baseAddress { body(base) }
        }
    }

    private mutating func fillSteps() {
        batchSizes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        var alive = batchSize
        tokens = 0
        for step in 0..<steps {
            while alive > 0, lengths[alive - 1] <= step { alive -= 1 }
            offsets.append(tokens)
            batchSizes.append(alive)
            tokens += alive
        }
        offsets.append(tokens)
    }

    private mutating func fillNeighbours() {
        previous.removeAll(keepingCapacity: true)
        following.removeAll(keepingCapacity: true)
        for step in 0..<steps {
            let next = step + 1 < steps ? batchSizes[step + 1] : 0
            for place in 0..<batchSizes[step] {
                previous.append(Int32(step > 0 ? offsets[step - 1] + place : tokens + place))
                following.append(Int32(place < next ? offsets[step + 1] + place : tokens + place))
            }
        }
    }
}
