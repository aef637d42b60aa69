import Synchronization
import WeftTensors

/// The numbers of threads whose results must be the same bytes.
package let threadCounts = [1, 2, 3, 8]

/// The instruction set is one choice for the whole process, and tests run side by side: whoever depends on it holds this.
private let choice = Mutex(())

/// Runs `body` once for each instruction set of this machine, best first, while no other such test runs.
///
/// Not to be nested, nor to be entered inside ``withBestInstructionSet(_:)``.
package func forEveryInstructionSet(_ body: (_ name: String) throws -> Void) rethrows {
    try choice.withLock { _ in
        let before = Kernels.instructionSet
        defer { _ = Kernels.use(instructionSet: before) }
        for name in Kernels.instructionSets {
            _ = Kernels.use(instructionSet: name)
            try body(name)
        }
    }
}

/// Runs `body` while no other test changes the instruction set: for tests that compare bits of two runs.
package func withBestInstructionSet<Result>(_ body: () throws -> Result) rethrows -> Result {
    try choice.withLock { _ in try body() }
}

/// How a team divides work and in which order it does it; all must give the same bytes.
package enum TeamKind: Sendable {
    case threads(Int)
    /// Divides work as so many threads, but runs the last unit first, so that units that depend on each other always fail.
    case backwards(Int)

    package static let all: [TeamKind] = threadCounts.map(TeamKind.threads) + [.backwards(3), .backwards(8)]

    package func make() -> ThreadTeam {
        switch self {
        case .threads(let count): ThreadTeam(count: count)
        case .backwards(let count): ThreadTeam(backwards: count)
        }
    }
}

/// Runs `body` with a team of each kind.
package func forEveryTeam(_ body: (_ team: ThreadTeam) throws -> Void) rethrows {
    for kind in TeamKind.all { try body(kind.make()) }
}
