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

/// Runs `body` with a team of each of ``threadCounts``.
package func forEveryThreadCount(_ body: (_ team: ThreadTeam) throws -> Void) rethrows {
    for count in threadCounts { try body(ThreadTeam(count: count)) }
}
