import WeftTensors

/// Some sequences of a batch that go through time together, apart from all others: every `count`-th from one on. So the
/// lanes of a batch, whose sequences get shorter and shorter, have about the same to do.
struct Lane: Sendable {
    let index: Int
    /// Lanes in all.
    let count: Int

    /// All sequences.
    static let whole = Lane(index: 0, count: 1)

    /// How many of so many rows, one for each sequence, are the lane's.
    func rows(among rows: Int) -> Int { rows > index ? (rows - index + count - 1) / count : 0 }
}

extension Matrix {
    /// The lane's rows among some, the first of which is a first lane's.
    func rows(of lane: Lane, from first: Int = 0, count: Int) -> Matrix {
        rows(from: first + lane.index, count: count, step: lane.count)
    }
}

extension ThreadTeam {
    /// The threads for each of some directions at work.
    func threads(of directions: Int) -> Int { count % directions == 0 ? count / directions : count }
}
