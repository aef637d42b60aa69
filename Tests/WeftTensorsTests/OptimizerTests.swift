import Foundation
import TestSupport
import Testing
import WeftTensors

@Suite struct OptimizerTests {
    private let count = 48

    /// Gradients of a step; the first values never get one.
    private func gradients(_ step: Int) -> [Float] {
        var values = randomValues(count, seed: UInt64(step), scale: step % 3 == 0 ? 1e-3 : 3)
        for index in 0..<4 { values[index] = 0 }
        return values
    }

    @Test(arguments: [1, 2, 3, 1000, 65_537, 99_999, 10_000_000])
    func correctionsAgreeWithPowers(step: Int) {
        let adam = AdamStep(rate: 0.01, step: step)
        let expected = [adam.beta1, adam.beta2].map { 1 - pow(Double($0), Double(step)) }
        #expect(difference([adam.correction1, adam.correction2], expected, relative: 1e-7) == nil)
    }

    @Test(arguments: [0, 0.1] as [Float], [false, true])
    func adamAgreesWithDouble(decay: Float, decoupled: Bool) {
        let start = randomValues(count, seed: 100)
        forEveryInstructionSet { name in
            var values = start, first = start.map { _ in Float(0) }, second = first
            var expected = start.map(Double.init), m = expected.map { _ in 0.0 }, v = m
            for number in 1...30 {
                let g = gradients(number)
                let step = AdamStep(
                    rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, decay: decay, decoupled: decoupled,
                    step: number, gradientScale: 0.5)
                Kernels.adam(step, values: &values, gradients: g, first: &first, second: &second, count: count)
                let b1 = Double(step.beta1), b2 = Double(step.beta2), rate = Double(step.rate)
                for i in 0..<count {
                    if decoupled { expected[i] *= 1 - rate * Double(decay) }
                    let gradient = Double(g[i]) * 0.5 + (decoupled ? 0 : Double(decay) * expected[i])
                    m[i] = b1 * m[i] + (1 - b1) * gradient
                    v[i] = b2 * v[i] + (1 - b2) * gradient * gradient
                    let corrected = (v[i] / (1 - pow(b2, Double(number)))).squareRoot() + Double(step.epsilon)
                    expected[i] -= rate * m[i] / (1 - pow(b1, Double(number))) / corrected
                }
            }
            #expect(difference(values, expected, absolute: 2e-6) == nil, "\(name)")
            #expect(difference(first, m, relative: 1e-5, absolute: 1e-7) == nil, "\(name)")
            #expect(difference(second, v, relative: 1e-5, absolute: 1e-9) == nil, "\(name)")
        }
    }

    @Test func adamLeavesValuesWithoutGradientAlone() {
        let start = randomValues(16, seed: 1)
        forEveryInstructionSet { name in
            var values = start, first = start.map { _ in Float(0) }, second = first
            let none = first
            Kernels.adam(
                AdamStep(rate: 1, step: 1), values: &values, gradients: none, first: &first, second: &second, count: 16)
            #expect(sameBits(values, start), "\(name)")
        }
    }

    @Test(arguments: [0, 0.9] as [Float], [0, 0.05] as [Float])
    func sgdAgreesWithDouble(momentum: Float, decay: Float) {
        let start = randomValues(count, seed: 200)
        forEveryInstructionSet { name in
            // What lies in the velocity before the first step must not matter.
            var values = start, velocity = start.map { _ in Float.nan }
            var expected = start.map(Double.init), v = expected.map { _ in 0.0 }
            for number in 0..<20 {
                let g = gradients(number)
                Kernels.sgd(
                    rate: 0.1, momentum: momentum, decay: decay, gradientScale: 0.25, isFirst: number == 0,
                    values: &values, gradients: g, velocity: &velocity, count: count)
                for i in 0..<count {
                    let gradient = Double(g[i]) * 0.25 + Double(decay) * expected[i]
                    v[i] = Double(momentum) * v[i] + gradient
                    expected[i] -= Double(0.1 as Float) * v[i]
                }
            }
            #expect(difference(values, expected, relative: 1e-5, absolute: 2e-6) == nil, "\(name)")
        }
    }
}
