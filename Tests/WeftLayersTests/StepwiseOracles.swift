import WeftLayers
import WeftTensors

/// The LSTM as its equations; what the fused one must equal.
struct StepwiseLSTM: StepwiseCell {
    let shape = StepwiseShape(
        gateCount: 4, products: [StepwiseProduct(of: .state(0), to: 0..<4)], stateCount: 2, keptCount: 1, forgetGate: 1)

    func forward(_ step: StepwiseStep) {
        let i = step.gate(0), f = step.gate(1), g = step.gate(2), o = step.gate(3)
        let c = step.before(1), nextH = step.after(0), nextC = step.after(1), squashed = step.kept(0)
        step.multiply(0)
        for gate in [i, f, o] { Kernels.sigmoid(gate) }
        Kernels.tanh(g)
        step.forEachBlock { nextC[$0] = f[$0] * c[$0] + i[$0] * g[$0] }
        Kernels.tanh(nextC, into: squashed)
        step.forEachBlock { nextH[$0] = o[$0] * squashed[$0] }
    }

    func backward(_ step: StepwiseStep) {
        let i = step.gate(0), f = step.gate(1), g = step.gate(2), o = step.gate(3)
        let c = step.before(1), squashed = step.kept(0), dh = step.deltas(0), dc = step.deltas(1)
        step.forEachBlock { at in
            let iAt = i[at], fAt = f[at], gAt = g[at], oAt = o[at], squashedAt = squashed[at]
            let dcAt = dc[at] + dh[at] * oAt * (1 - squashedAt * squashedAt)
            i[at] = dcAt * gAt * iAt * (1 - iAt)
            f[at] = dcAt * c[at] * fAt * (1 - fAt)
            g[at] = dcAt * iAt * (1 - gAt * gAt)
            o[at] = dh[at] * squashedAt * oAt * (1 - oAt)
            dc[at] = dcAt * fAt
        }
        step.multiplyBack(0, into: dh)
    }
}

/// The GRU of PyTorch as its equations: the candidate's recurrent half is a gate of its own, out of the input's reach.
struct StepwiseGRU: StepwiseCell {
    let shape = StepwiseShape(
        gateCount: 4, inputGates: 0..<3,
        products: [
            StepwiseProduct(of: .state(0), to: 0..<2), StepwiseProduct(of: .state(0), to: 3..<4),
        ])

    func forward(_ step: StepwiseStep) {
        let r = step.gate(0), z = step.gate(1), n = step.gate(2), recurrent = step.gate(3)
        let h = step.before(0), next = step.after(0)
        step.multiply(0)
        step.multiply(1)
        for gate in [r, z] { Kernels.sigmoid(gate) }
        step.forEachBlock { n[$0] += r[$0] * recurrent[$0] }
        Kernels.tanh(n)
        step.forEachBlock { next[$0] = (1 - z[$0]) * n[$0] + z[$0] * h[$0] }
    }

    func backward(_ step: StepwiseStep) {
        let r = step.gate(0), z = step.gate(1), n = step.gate(2), recurrent = step.gate(3)
        let h = step.before(0), dh = step.deltas(0)
        step.forEachBlock { at in
            let rAt = r[at], zAt = z[at], nAt = n[at], dhAt = dh[at]
            let dn = dhAt * (1 - zAt) * (1 - nAt * nAt)
            r[at] = dn * recurrent[at] * rAt * (1 - rAt)
            z[at] = dhAt * (h[at] - nAt) * zAt * (1 - zAt)
            n[at] = dn
            recurrent[at] = dn * rAt
            dh[at] = dhAt * zAt
        }
        step.multiplyBack(0, into: dh, adding: true)
        step.multiplyBack(1, into: dh, adding: true)
    }
}
