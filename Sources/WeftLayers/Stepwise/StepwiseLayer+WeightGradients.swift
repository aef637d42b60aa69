import WeftTensors

extension StepwiseLayer {
    /// dW += Xᵀ·dG, for each product dU += operandᵀ·dG, over all tokens; db += column sums. Each share of a direction owns
    /// some rows of each weight and some biases, so every sum is one thread's.
    func addWeightGradients(
        _ input: Matrix, kept: Directions<StepwiseActivations>, gradients: ParameterBuffer, _ pass: Pass
    ) {
        let count = slots.count, shares = shares(team: pass.team), depth = weightGradientDepth
        let arena = pass.workspace, mark = arena.used
        defer { arena.reset(to: mark) }
        let scratch = arena.matrix(rows: depth * count * shares, columns: WeightGradients.tokenBlock)
        pass.team.run(count * shares) { unit in
            let share = WeightGradients.Share(
                index: unit / count, count: shares, room: scratch.rows(from: unit * depth, count: depth))
            let slots = slots[unit % count], activations = kept[unit % count]
            share.add(
                input, deltas: gates(shape.inputGates, of: activations.gates), weight: gradients[slots.inputHidden],
                bias: gradients[slots.inputBias])
            for (index, product) in shape.products.enumerated() {
                let first = shape.weightGate(of: index), mine = first..<first + product.gates.count
                share.add(
                    activations.operand(of: index, in: self), deltas: gates(product.gates, of: activations.gates),
                    weight: gates(mine, of: gradients[slots.hiddenHidden]),
                    bias: gates(mine, of: gradients[slots.hiddenBias]))
            }
        }
    }

    /// Floats of room that the weight gradients take.
    func weightGradientFloats(team: ThreadTeam) -> Int {
        Arena.floats(
            rows: weightGradientDepth * slots.count * shares(team: team), columns: WeightGradients.tokenBlock)
    }

    /// Rows of a share's room: the inputs of a weight.
    private var weightGradientDepth: Int { max(inputs.paddedCount, columns(1)) }

    private func shares(team: ThreadTeam) -> Int { max(1, min(team.threads(of: slots.count), unitBlocks)) }
}
