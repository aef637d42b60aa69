import WeftTensors

/// When a fit ends.
package enum RegressionTolerance: Sendable {
    /// When no part of the gradient is larger than this.
    case gradient(Double)
    /// When `|gradient| C` is no more than this share of `|w|`. Unlike a bound on the gradient it means the same for
    /// every C.
    case relative(Double)
}

/// Fits softmax (or, for one lane, binomial) regression by L-BFGS with a line search by Newton's method.
///
/// The objective is `mean loss + |w|² / (2 C n)` over n documents, biases free: scikit-learn's, divided by `C n`. An
/// iteration reads the sparse matrix once (see `ColumnKernels`), whatever the line search does.
final class RegressionSolver {
    let plan: RegressionPlan
    let memory: RegressionMemory
    let kernels: ColumnKernels
    let blocks: [Range<Int>]
    let objective: RegressionObjective
    let team: ThreadTeam?
    var history: CurvatureHistory
    /// `|w|²`, kept up to date.
    var squaredNorm = 0.0
    /// `1 / (C n)`.
    var penalty = 0.0
    var point: RegressionObjective.Point

    /// - Parameter labels: One in `0..<max(2, classCount)` for each row; `classCount` 1 is the binomial model.
    init(
        columns: SparseColumns, labels: [Int32], classCount: Int, options: LogisticRegression.Options,
        team: ThreadTeam?
    ) throws(BaselineError) {
        let layout = PanelLayout(classCount: classCount)
        plan = try RegressionPlan(
            columns: columns, layout: layout, historySize: options.historySize, memoryLimit: options.memoryLimit)
        memory = try RegressionMemory(plan)
        kernels = ColumnKernels(columns: columns)
        blocks = columns.blocks(plan.blockCount)
        objective = RegressionObjective(layout: layout, labels: labels, team: team)
        self.team = team
        history = CurvatureHistory(capacity: plan.historySize + 1)
        point = RegressionObjective.Point(biasGradient: Array(repeating: 0, count: layout.laneCount))
    }

    /// Goes to the optimum for one C, from wherever the last call ended.
    func solve(
        strength: Double, tolerance: RegressionTolerance, maximumIterations: Int,
        progress: (LogisticRegression.Progress) -> Bool
    ) throws(BaselineError) -> LogisticRegression.Fit {
        /// What was remembered belongs to another objective. Corrected for it, it leads astray for longer than learning
        /// anew takes, and a short memory costs less in each step.
        history.removeAll()
        penalty = 1 / (strength * Double(plan.rowCount))
        point = objective.evaluate(line(along: nil), step: 0, residuals: memory.residuals)
        var norm = updateGradient()
        updateProducts(with: [])
        var iteration = 0
        var refreshes = 0
        while true {
            if isReached(tolerance, norm) {
                /// Rounding has gathered in the margins; the last word has a gradient from fresh ones.
                norm = refresh()
                refreshes += 1
                if isReached(tolerance, norm) || refreshes > 3 { break }
            }
            guard iteration < maximumIterations, step() else { break }
            iteration += 1
            norm = updateGradient()
            remember()
            let report = LogisticRegression.Progress(
                strength: strength, iteration: iteration, gradientNorm: norm,
                objective: point.loss + penalty * squaredNorm / 2)
            guard progress(report) else { throw .interrupted }
        }
        return LogisticRegression.Fit(
            strength: strength, iterations: iteration, gradientNorm: norm,
            isConverged: isReached(tolerance, norm),
            objective: point.loss + penalty * squaredNorm / 2)
    }

    private func isReached(_ tolerance: RegressionTolerance, _ norm: Double) -> Bool {
        switch tolerance {
        case .gradient(let limit):
            return norm <= limit
        case .relative(let share):
            let length = history.products[history.gradient][history.gradient].squareRoot()
            let strength = 1 / (penalty * Double(plan.rowCount))
            return length * strength <= share * squaredNorm.squareRoot() || norm == 0
        }
    }

    /// The line through the weights along a step, or the weights alone.
    private func line(along step: Int?) -> RegressionObjective.Line {
        let none = [Double](repeating: 0, count: plan.layout.laneCount)
        guard let step else {
            return RegressionObjective.Line(
                margins: memory.margins, marginDirection: memory.margins, bias: memory.weights.bias,
                biasDirection: none)
        }
        return RegressionObjective.Line(
            margins: memory.margins, marginDirection: memory.stepMargins ?? memory.steps[step].image,
            bias: memory.weights.bias, biasDirection: memory.steps[step].bias)
    }

    /// Takes one step: direction, line search, new weights, margins and residuals.
    ///
    /// - Returns: False if no step lowers the objective any more.
    private func step() -> Bool {
        var factors = history.direction()
        var slope = history.product(factors, history.gradient)
        if slope >= 0 {
            history.removeAll()
            factors = history.direction()
            slope = history.product(factors, history.gradient)
        }
        guard slope < 0 else { return false }
        let step = history.freeSlot
        makeStep(step, factors: factors)
        keepGradient(in: step)
        let vector = memory.steps[step]
        let products = RegressionKernels.dots(
            [memory.weights.coordinates, vector.coordinates], [vector.image], team: team)
        let search = LineSearch(
            objective: objective, line: line(along: step), residuals: memory.residuals, penalty: penalty,
            start: point.loss, startSlope: slope, weightDotStep: products[0][0], stepNorm: products[1][0])
        guard let found = search.run(firstStep: history.slots.isEmpty ? nil : 1) else { return false }
        point = found.point
        squaredNorm += 2 * found.step * products[0][0] + found.step * found.step * products[1][0]
        advance(step, by: found.step)
        return true
    }
}
