import WeftTensors

/// Values made from indices on several threads, in order.
package struct ParallelMap<Value: Sendable> {
    package let values: [Value]

    /// Calls `make` for each index in `0..<count`, in runs of neighbours, on the threads of a team.
    package init(count: Int, team: ThreadTeam, grain: Int = 64, _ make: @Sendable (Int) -> Value) {
        values = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each index is written once, by the one unit that owns it.
            nonisolated(unsafe) let results = buffer
            let units = (count + grain - 1) / grain
            team.run(units) { unit in
                for index in unit * grain..<min(count, (unit + 1) * grain) {
                    results.initializeElement(at: index, to: make(index))
                }
            }
            initialized = count
        }
    }
}
