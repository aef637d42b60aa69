import WeftLayers
import WeftTensors

/// Changes parameters by their gradients: one fused pass over the dense ones, and the rows of tables that the batch met.
///
/// Rows that a batch does not meet keep their value and moments ("lazy" Adam), so a step costs nothing for the rest of
/// a large vocabulary. Elements are independent, so the bits are the same for any number of threads.
package final class Optimizer {
    /// Dense floats of a unit of work: the cleared gradients are still in the first cache.
    private static let chunk = 4096
    /// Rows of a unit of work.
    private static let rowGrain = 32

    package let options: OptimizerOptions
    /// Moments in the layout of the parameters: velocity, or Adam's first and second.
    package let moments: [ParameterBuffer]
    /// Steps made; Adam's correction depends on it.
    package var steps = 0
    private let layout: ParameterLayout
    private var plan: UpdatePlan

    package init(_ options: OptimizerOptions, layout: ParameterLayout) throws(ArenaError) {
        self.options = options
        self.layout = layout
        plan = UpdatePlan(layout) { _ in UpdateFactors() }
        var moments: [ParameterBuffer] = []
        for _ in 0..<options.momentCount { moments.append(try ParameterBuffer(layout)) }
        self.moments = moments
    }

    /// Forgets all moments, as if it had never made a step.
    package func reset() {
        steps = 0
        for moment in moments { moment.clear() }
    }

    /// Sets the factors of the rate and of the decay for each parameter from the next step on: all ones before.
    package func setFactors(_ factors: (ParameterEntry) -> UpdateFactors) { plan = UpdatePlan(layout, factors) }

    /// Makes one step and clears all gradients, the dense ones while they are in the cache. Parameters with a rate of zero
    /// keep their values and moments.
    ///
    /// - Parameter gradientScale: The factor that clips all gradients.
    package func step(
        values: ParameterBuffer, gradients: ParameterBuffer, sparse: [SparseGradient], rate: Float,
        gradientScale: Float, team: ThreadTeam
    ) {
        steps += 1
        let first = moments.first ?? values, second = moments.last ?? values
        for run in plan.runs {
            let update = makeUpdate(rate: rate, gradientScale: gradientScale, run.factors)
            let count = run.floats.count
            team.run((count + Optimizer.chunk - 1) / Optimizer.chunk) { unit in
                let offset = unit * Optimizer.chunk, length = min(Optimizer.chunk, count - offset)
                let start = run.floats.lowerBound + offset
                update?(
                    values.dense + start, gradients.dense + start, first.dense + start, second.dense + start, length)
                (gradients.dense + start).update(repeating: 0, count: length)
            }
        }
        for gradient in sparse {
            defer { gradient.clear() }
            guard
                let update = makeUpdate(
                    rate: rate, gradientScale: gradientScale, plan.tables[gradient.slot.index] ?? UpdateFactors())
            else { continue }
            let table = values.table(gradient.slot)
            let first = first.table(gradient.slot), second = second.table(gradient.slot)
            team.run((gradient.count + Optimizer.rowGrain - 1) / Optimizer.rowGrain) { unit in
                let start = unit * Optimizer.rowGrain
                for index in start..<min(start + Optimizer.rowGrain, gradient.count) {
                    let offset = Int(gradient.ids[index]) * table.rowStride
                    update(
                        table.base + offset, gradient.row(index), first.base + offset, second.base + offset,
                        gradient.width)
                }
            }
        }
    }

    /// The rule with the numbers of this step.
    private enum Update: Sendable {
        case sgd(OptimizerOptions, rate: Float, gradientScale: Float)
        case adam(AdamStep)

        func callAsFunction(
            _ values: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>,
            _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>, _ count: Int
        ) {
            switch self {
            case .sgd(let options, let rate, let gradientScale):
                // A velocity of zero makes the first step PyTorch's: v = g.
                Kernels.sgd(
                    rate: rate, momentum: options.momentum, decay: options.weightDecay, gradientScale: gradientScale,
                    isFirst: false, values: values, gradients: gradients, velocity: first, count: count)
            case .adam(let step):
                Kernels.adam(step, values: values, gradients: gradients, first: first, second: second, count: count)
            }
        }
    }

    /// The rule for parameters with these factors; nil where their rate is zero.
    private func makeUpdate(rate: Float, gradientScale: Float, _ factors: UpdateFactors) -> Update? {
        if factors.rate == 0 { return nil }
        let rate = rate * factors.rate
        var options = options
        options.weightDecay *= factors.decay
        if options.kind == .sgd { return .sgd(options, rate: rate, gradientScale: gradientScale) }
        return .adam(
            AdamStep(
                rate: rate, beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
                decay: options.weightDecay, decoupled: options.kind == .adamW, step: steps,
                gradientScale: gradientScale))
    }
}
