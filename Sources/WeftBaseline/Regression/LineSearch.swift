/// Finds a step along a direction at which the slope has fallen to a fraction of what it was.
///
/// The objective is convex and its second derivative comes with the first, so this is Newton's method on the slope,
/// kept inside the bracket found so far. A trial costs one pass over the margins and none over the features.
struct LineSearch {
    let objective: RegressionObjective
    let line: RegressionObjective.Line
    let residuals: FloatSlot
    let penalty: Double
    /// The mean loss and the slope of the whole objective at the start.
    let start: Double
    let startSlope: Double
    let weightDotStep: Double
    let stepNorm: Double

    private static let slopeFraction = 0.3
    private static let trialLimit = 40

    /// - Parameter firstStep: The first trial; nil for a Newton step.
    /// - Returns: The step and the objective there, or nil if rounding hides any descent.
    func run(firstStep: Double?) -> (step: Double, point: RegressionObjective.Point)? {
        var low = 0.0
        var high = Double.infinity
        var step = firstStep ?? newtonStep()
        for _ in 0..<Self.trialLimit {
            let point = objective.evaluate(line, step: step, residuals: residuals)
            let slope = point.slope + penalty * (weightDotStep + step * stepNorm)
            let change = point.loss - start + penalty * step * (weightDotStep + step * stepNorm / 2)
            /// Near the optimum rounding hides the change of the objective, but not the slope (Hager & Zhang 2005).
            let noise = 1e-6 * abs(start)
            if abs(slope) <= Self.slopeFraction * -startSlope, change <= noise { return (step, point) }
            if slope < 0, change <= noise { low = step } else { high = step }
            if high.isFinite, high - low <= 1e-12 * high { return nil }
            let curvature = point.curvature + penalty * stepNorm
            let next = curvature > 0 ? step - slope / curvature : .infinity
            if high == .infinity {
                step = min(max(next, step * 1.5), step * 10)
            } else {
                step = next > low && next < high ? next : (low + high) / 2
            }
        }
        return nil
    }

    private func newtonStep() -> Double {
        let point = objective.evaluate(line, step: 0, residuals: residuals)
        let curvature = point.curvature + penalty * stepNorm
        return curvature > 0 ? -startSlope / curvature : 1
    }
}
