import WeftTensors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension LogisticRegression {
    /// How a model is fitted.
    public struct Options: Sendable, Equatable {
        /// When the largest magnitude in the gradient of `mean loss + |w|² / (2 C n)` counts as zero.
        public var tolerance = 1e-5
        /// How many steps are taken at most for one C.
        public var maximumIterations = 500
        /// How many past steps the method remembers; fewer if memory is short.
        public var historySize = 20
        /// How many bytes the vectors of the method may take, besides the features.
        public var memoryLimit = 4 << 30

        /// Creates the options' defaults.
        public init() {}
    }

    /// Where a fit stands.
    public struct Progress: Sendable, Equatable {
        /// The C being fitted.
        public let strength: Double
        /// Steps taken for it.
        public let iteration: Int
        /// The largest magnitude in the gradient.
        public let gradientNorm: Double
        /// `mean loss + |w|² / (2 C n)`.
        public let objective: Double
    }

    /// How a fit ended.
    public struct Fit: Sendable, Equatable {
        /// The C that was fitted.
        public let strength: Double
        /// Steps taken.
        public let iterations: Int
        /// The largest magnitude in the gradient.
        public let gradientNorm: Double
        /// Whether that is within the tolerance.
        public let isConverged: Bool
        /// `mean loss + |w|² / (2 C n)`.
        public let objective: Double
    }

    /// Fits a model. The result is the same to the bit for any number of threads.
    ///
    /// - Parameters:
    ///   - labels: One in `0..<classCount` for each row.
    ///   - strength: C, the weight of the data against the penalty.
    /// - Throws: `BaselineError` for labels that do not fit, one class, or too little memory.
    public static func fit(
        _ rows: SparseRows, labels: [Int32], classCount: Int, strength: Double = 1, options: Options = Options(),
        threads: Int = 1
    ) throws(BaselineError) -> (model: LogisticRegression, fit: Fit) {
        let path = try RegressionPath(
            rows, labels: labels, classCount: classCount, options: options,
            team: threads > 1 ? ThreadTeam(count: threads) : nil)
        let fit = try path.solve(strength: strength) { _ in true }
        return (try path.model(), fit)
    }
}

/// Fits one model after the other, each from where the last ended; for trying several C.
package final class RegressionPath {
    private let solver: RegressionSolver
    private let classCount: Int
    private let seenClasses: [Int32]
    private let options: LogisticRegression.Options

    /// Prepares the features. See `LogisticRegression.fit`.
    package init(
        _ rows: SparseRows, labels: [Int32], classCount: Int, options: LogisticRegression.Options, team: ThreadTeam?
    ) throws(BaselineError) {
        let seen = try SeenClasses(labels, documents: rows.rowCount, classCount: classCount)
        seenClasses = seen.classes
        var lanes = [Int32](repeating: 0, count: classCount)
        for (lane, label) in seenClasses.enumerated() { lanes[Int(label)] = Int32(lane) }
        self.classCount = classCount
        self.options = options
        solver = try RegressionSolver(
            columns: SparseColumns(merging: rows), labels: labels.map { lanes[Int($0)] },
            classCount: seen.laneCount, options: options, team: team)
        startBiases(seen.counts)
    }

    /// Starts the biases where they would end without features, which saves steps.
    private func startBiases(_ counts: [Int]) {
        let logs = seenClasses.map { log(Double(counts[Int($0)])) }
        if logs.count == 2 {
            solver.memory.weights.bias[0] = logs[1] - logs[0]
        } else {
            let mean = logs.reduce(0, +) / Double(logs.count)
            for (lane, value) in logs.enumerated() { solver.memory.weights.bias[lane] = value - mean }
        }
    }

    /// Goes to the optimum for one C.
    ///
    /// - Parameters:
    ///   - tolerance: In place of that of the options.
    ///   - progress: Called after each step; false ends the fit with `BaselineError.interrupted`.
    package func solve(
        strength: Double, tolerance: RegressionTolerance? = nil, progress: (LogisticRegression.Progress) -> Bool
    ) throws(BaselineError) -> LogisticRegression.Fit {
        guard strength > 0, strength.isFinite else {
            throw .invalidOption(name: "C", expected: "a finite number above 0", found: "\(strength)")
        }
        return try solver.solve(
            strength: strength, tolerance: tolerance ?? .gradient(options.tolerance),
            maximumIterations: options.maximumIterations,
            progress: progress)
    }

    /// Where the last fit ended, to be gone back to.
    package struct State {
        fileprivate let weights: FloatSlots
        fileprivate let bias: [Double]
    }

    package func state() throws(BaselineError) -> State {
        let current = solver.memory.weights
        let copy = try FloatSlots(count: 1, stride: current.coordinates.count)
        copy[0].copy(from: current.coordinates)
        return State(weights: copy, bias: current.bias)
    }

    package func restore(_ state: State) {
        solver.restore(state.weights[0], bias: state.bias)
    }

    /// The model where the last fit ended.
    package func model() throws(BaselineError) -> LogisticRegression {
        let columns = solver.kernels.columns
        let lanes = solver.plan.layout.classCount
        return try LogisticRegression(
            classCount: classCount, seenClasses: seenClasses, weights: try solver.weights(),
            biases: solver.memory.weights.bias.prefix(lanes).map { Float($0) }, featureRows: columns.featureColumns,
            featureScales: columns.featureScales)
    }
}
