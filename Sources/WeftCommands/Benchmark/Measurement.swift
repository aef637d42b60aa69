/// Times of one piece of work, repeated.
struct Measurement {
    /// Milliseconds of each repeat, sorted.
    let milliseconds: [Double]

    /// Runs `work` until it has run for a moment (caches, page faults, thread start), then times it.
    ///
    /// A repeat is as many calls as take 50 ms or more, so that short work is not drowned by the clock.
    init(repeats: Int, warmUp: Duration = .milliseconds(200), _ work: () throws -> Void) rethrows {
        let clock = ContinuousClock()
        var calls = 0
        let start = clock.now
        repeat {
            try work()
            calls += 1
        } while calls < 2 || start.duration(to: clock.now) < warmUp
        let once = start.duration(to: clock.now) / calls
        let perRepeat = max(1, Int(50 / max(once.milliseconds, 1e-6)))
        var times: [Double] = []
        for _ in 0..<max(1, repeats) {
            let start = clock.now
            for _ in 0..<perRepeat { try work() }
            times.append(start.duration(to: clock.now).milliseconds / Double(perRepeat))
        }
        milliseconds = times.sorted()
    }

    var median: Double { milliseconds[milliseconds.count / 2] }
    var least: Double { milliseconds[0] }
    var most: Double { milliseconds[milliseconds.count - 1] }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15 }
}
