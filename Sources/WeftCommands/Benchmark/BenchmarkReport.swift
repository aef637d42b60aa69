import WeftJSON

/// The result of one benchmark: its time, and what it did in that time.
struct BenchmarkReport {
    let title: String
    let measurement: Measurement
    /// Names of rates and what one run does of each.
    let rates: [(name: String, perRun: Double)]
    /// Other figures.
    var figures: [(name: String, value: Double)] = []

    func write(to console: Console) throws {
        let rates = rates.map { ($0.name, $0.perRun / measurement.median * 1e3) }
        guard console.isJSON else {
            let time = "\(measurement.median.fixed(3)) ms (\(measurement.least.fixed(3))–\(measurement.most.fixed(3)))"
            let others = (rates + figures).map { "\($0.1.fixed(2)) \($0.0.replacing("_", with: " "))" }
            return try console.output.line(([title + ": " + time] + others).joined(separator: ", "))
        }
        let times: [(String, Double)] = [
            ("ms", measurement.median), ("ms_min", measurement.least), ("ms_max", measurement.most),
        ]
        try console.output.line(JSON.object((times + figures + rates).map { .init($0.0, .number($0.1)) }))
    }
}
