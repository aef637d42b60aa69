import WeftKernels

/// `weft_team_run_closure` of the kernels. Declared here because the importer of C cannot pass a closure with its context;
/// the supported way, `withoutActuallyEscaping`, allocates at each fork, and a training step makes hundreds.
@_silgen_name("weft_team_run_closure")
private func runClosure(_ team: OpaquePointer, _ units: Int, _ body: @Sendable (_ unit: Int) -> Void)

/// A team of threads for jobs of microseconds; one fork and join costs well under ten.
///
/// The caller works too. Units of a job must write disjoint memory; who runs which unit is not defined, so nothing may
/// depend on it. A team runs one job at a time: it belongs to one training or one session.
package final class ThreadTeam: @unchecked Sendable {  // the C team synchronises; see the rule above
    private let team: OpaquePointer?
    /// Threads, the caller's included.
    package let count: Int
    /// Whether units run one by one, the last one first.
    private let isBackwards: Bool

    /// Starts `count - 1` workers. Falls back to the caller alone when the system gives no thread.
    package init(count: Int) {
        team = weft_team_create(Int32(clamping: max(1, count)))
        self.count = team == nil ? 1 : max(1, count)
        isBackwards = false
    }

    /// A team for tests that divides work as `count` threads do, but runs the units of each job on the caller, the last
    /// one first: work whose units depend on each other then fails always, not now and then.
    package init(backwards count: Int) {
        team = nil
        self.count = max(1, count)
        isBackwards = true
    }

    deinit { weft_team_destroy(team) }

    /// The processors that this process may run on: those of the affinity mask where there is one, else all.
    package static var availableProcessors: Int { Int(weft_processors()) }

    /// Calls `body` for each unit in `0..<units` and returns when all are done.
    package func run(_ units: Int, _ body: @Sendable (_ unit: Int) -> Void) {
        guard let team, count > 1, units > 1 else {
            let last = max(0, units) - 1
            for index in 0..<max(0, units) { body(isBackwards ? last - index : index) }
            return
        }
        runClosure(team, units, body)
    }

    /// Splits `0..<total` into one range a thread, each a multiple of `grain` but the last, and runs them.
    package func split(_ total: Int, grain: Int = 1, _ body: @Sendable (_ range: Range<Int>) -> Void) {
        let grains = (total + grain - 1) / grain
        let parts = min(count, grains)
        guard parts > 1 else {
            if total > 0 { body(0..<total) }
            return
        }
        run(parts) { part in
            let start = part * grains / parts * grain
            let end = min(total, (part + 1) * grains / parts * grain)
            if start < end { body(start..<end) }
        }
    }
}
