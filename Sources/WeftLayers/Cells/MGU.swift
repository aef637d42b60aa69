import WeftTensors

extension CellKind {
    /// Minimal gated unit (Zhou et al. 2016, "Minimal gated unit for recurrent neural networks", arXiv 1603.09420).
    ///
    ///     f = σ(W·x + U·h + b)
    ///     n = tanh(W·x + U·(f ⊙ h) + b)
    ///     h' = (1 − f) ⊙ h + f ⊙ n
    ///
    /// Gates in the order f, n.
    public static let mgu = CellKind("mgu", MGU())
}

/// The step of a minimal gated unit. Its candidate multiplies what the gate leaves of the state.
private struct MGU: StepwiseCell {
    let shape = StepwiseShape(
        gateCount: 2,
        products: [StepwiseProduct(of: .state(0), to: 0..<1), StepwiseProduct(of: .kept(0), to: 1..<2)],
        keptCount: 1, scratchCount: 2)

    func forward(_ step: StepwiseStep) {
        let f = step.gate(0), n = step.gate(1), left = step.kept(0), h = step.before(0), next = step.after(0)
        step.multiply(0)
        Kernels.sigmoid(f)
        step.forEachBlock { left[$0] = f[$0] * h[$0] }
        step.multiply(1)
        Kernels.tanh(n)
        step.forEachBlock { next[$0] = (1 - f[$0]) * h[$0] + f[$0] * n[$0] }
    }

    func backward(_ step: StepwiseStep) {
        let f = step.gate(0), n = step.gate(1), h = step.before(0), dh = step.deltas(0)
        let df = step.scratch(0), dLeft = step.scratch(1)
        step.forEachBlock {
            df[$0] = dh[$0] * (n[$0] - h[$0])
            n[$0] = dh[$0] * f[$0] * (1 - n[$0] * n[$0])
        }
        step.multiplyBack(1, into: dLeft)
        step.forEachBlock {
            dh[$0] = dh[$0] * (1 - f[$0]) + dLeft[$0] * f[$0]
            f[$0] = (df[$0] + dLeft[$0] * h[$0]) * f[$0] * (1 - f[$0])
        }
        step.multiplyBack(0, into: dh, adding: true)
    }
}
