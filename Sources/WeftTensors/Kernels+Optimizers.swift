import WeftKernels

/// The numbers of one Adam step.
package struct AdamStep {
    package var rate: Float
    package var beta1: Float
    package var beta2: Float
    package var epsilon: Float
    /// Weight decay: added to the gradient, or to the value itself when `decoupled`.
    package var decay: Float
    package var decoupled: Bool
    /// 1 - beta^t.
    package var correction1: Float
    package var correction2: Float
    /// Factor on gradients, from clipping.
    package var gradientScale: Float

    package init(
        rate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, decay: Float = 0,
        decoupled: Bool = false, step: Int, gradientScale: Float = 1
    ) {
        self.rate = rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.decay = decay
        self.decoupled = decoupled
        correction1 = Float(1 - AdamStep.power(Double(beta1), step))
        correction2 = Float(1 - AdamStep.power(Double(beta2), step))
        self.gradientScale = gradientScale
    }

    /// `base` to the power of `exponent` by squaring: a function of the step alone, so that a resumed training has the
    /// same bits, in O(log step).
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0, square = base, rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }

    var kernel: weft_adam_step {
        weft_adam_step(
            rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay, correction1: correction1,
            correction2: correction2, gradient_scale: gradientScale, decoupled: decoupled ? 1 : 0)
    }
}

extension Kernels {
    /// One Adam or AdamW step over `count` values (a multiple of 16).
    package static func adam(
        _ step: AdamStep, values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
        first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int
    ) {
        var kernel = step.kernel
        weft_adam(count, &kernel, values, gradients, first, second)
    }

    /// One step of stochastic gradient descent with momentum, in PyTorch's form.
    package static func sgd(
        rate: Float, momentum: Float, decay: Float, gradientScale: Float, isFirst: Bool,
        values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, velocity: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        weft_sgd(count, rate, momentum, decay, gradientScale, isFirst ? 1 : 0, values, gradients, velocity)
    }
}
