import WeftTensors

/// A linear layer, y = W·x + b: the output of a classifier, the head of a language model, the projection of attention.
///
/// Outputs lie in panels: so their deltas are, without a copy, the packed operand of the weight gradient. For a head
/// with thousands of outputs, run forward, loss and backward on some rows at a time: backward adds.
package struct Linear: Sendable {
    /// Tokens summed at a time in the weight gradient; a constant, so that sums have one order.
    private static let tokenBlock = 256

    package let inputs: Features
    package let outputs: Features
    package let weight: Slot  // [C, F]
    package let bias: Slot  // [C]

    /// Declares `name.weight` and `name.bias`.
    package init(_ name: String, inputs: Features, outputs: Int, in layout: inout ParameterLayout) {
        precondition(inputs.count > 0 && outputs > 0, "a linear layer needs inputs and outputs")
        self.inputs = inputs
        self.outputs = Features(outputs)
        weight = layout.weight("\(name).weight", outputs: self.outputs, inputs: inputs)
        bias = layout.bias("\(name).bias", outputs: self.outputs)
    }

    /// The weight in the other form that training needs, remade after each change of the parameters.
    package struct Prepared: Sendable {
        let transposed: Matrix  // [C, F] in panels, for the deltas of the input
    }

    /// Cuts the room for prepared weights.
    package func makePrepared(in arena: Arena) -> Prepared {
        Prepared(transposed: arena.panels(rows: outputs.paddedCount, columns: inputs.paddedCount))
    }

    /// Floats that ``makePrepared(in:)`` cuts.
    package var preparedFloats: Int { outputs.paddedCount * inputs.paddedCount }

    /// Fills the prepared weights from the parameters.
    package func prepare(_ values: ParameterBuffer, into prepared: Prepared, team: ThreadTeam) {
        let source = values[weight], transposed = prepared.transposed
        team.split(transposed.blocks) { blocks in
            Kernels.transpose(
                source.rows(from: blocks.lowerBound * Matrix.block, count: blocks.count * Matrix.block),
                into: transposed.blocks(from: blocks.lowerBound, count: blocks.count))
        }
    }

    /// Cuts outputs [rows, C] in panels.
    package func makeOutput(rows: Int, in arena: Arena) -> Matrix {
        arena.panels(rows: rows, columns: outputs.count, spread: true)
    }

    /// output [N, C] = input [N, F] · Wᵀ + b; the padding becomes zero.
    package func forward(_ input: Matrix, values: ParameterBuffer, output: Matrix, team: ThreadTeam) {
        Kernels.product(input, values[weight], into: output, from: .matrix(values[bias].repeated), team: team)
    }

    /// The same with the weights as they are kept, in int8 too.
    package func infer(
        _ input: Matrix, values: ParameterBuffer, output: Matrix, workspace: Arena, team: ThreadTeam
    ) {
        guard case .int8(let quantized) = values.weights(weight) else {
            return forward(input, values: values, output: output, team: team)
        }
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let rows = workspace.quantizedRows(rows: input.rows, columns: quantized.rows)
        Kernels.quantize(input, into: rows)
        let bias = values[bias].repeated
        team.split(quantized.blocks) { blocks in
            Kernels.product(
                rows, quantized.blocks(from: blocks.lowerBound, count: blocks.count),
                into: output.blocks(from: blocks.lowerBound, count: blocks.count),
                from: .matrix(bias.blocks(from: blocks.lowerBound, count: blocks.count)))
        }
    }

    /// Floats of the outputs of some rows, and of the room that ``infer(_:values:output:workspace:team:)`` takes at most.
    package func inferenceFloats(rows: Int, precision: WeightPrecision) -> Int {
        // Panels may be spread by a few rows each.
        (rows + 5) * outputs.paddedCount
            + (precision == .int8 ? Arena.quantizedRowsFloats(rows: rows, columns: inputs.paddedCount) : 0)
    }

    /// Adds the gradients of weight and bias, and gives the deltas of the input.
    ///
    /// - Parameters:
    ///   - input: As in forward, [N, F].
    ///   - outputDeltas: [N, C] in panels, as ``makeOutput(rows:in:)`` cuts them.
    ///   - inputDeltas: [N, F], overwritten, or added to if `adding`; nil when nobody needs them.
    package func backward(
        _ input: Matrix, outputDeltas: Matrix, prepared: Prepared, inputDeltas: Matrix?, adding: Bool = false,
        gradients: ParameterBuffer, workspace: Arena, team: ThreadTeam
    ) {
        precondition(outputDeltas.rowStride == Matrix.block, "the deltas of a linear layer lie in panels")
        addWeightGradient(input, outputDeltas, gradient: gradients[weight], workspace: workspace, team: team)
        let sums = gradients[bias]
        team.split(outputDeltas.blocks) { blocks in
            Kernels.addColumnSums(
                outputDeltas.blocks(from: blocks.lowerBound, count: blocks.count),
                to: sums.base + blocks.lowerBound * Matrix.block)
        }
        if let inputDeltas {
            Kernels.product(
                outputDeltas, prepared.transposed, into: inputDeltas, from: adding ? .result : .zero,
                inner: outputs.count, team: team)
        }
    }

    /// Floats of room that backward takes.
    package var backwardFloats: Int { Arena.floats(rows: inputs.paddedCount, columns: Linear.tokenBlock) }

    /// dW += Xᵀ·dY over all rows. A unit of work owns some inputs, so every sum is one thread's.
    private func addWeightGradient(
        _ input: Matrix, _ deltas: Matrix, gradient: Matrix, workspace: Arena, team: ThreadTeam
    ) {
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let scratch = workspace.matrix(rows: inputs.paddedCount, columns: Linear.tokenBlock)
        team.split(inputs.paddedCount / Matrix.block) { blocks in
            let first = blocks.lowerBound * Matrix.block, count = blocks.count * Matrix.block
            let columns = input.blocks(from: blocks.lowerBound, count: blocks.count)
            for token in stride(from: 0, to: input.rows, by: Linear.tokenBlock) {
                let tokens = min(Linear.tokenBlock, input.rows - token)
                let room = scratch.rows(from: first, count: count)
                Kernels.transpose(columns.rows(from: token, count: tokens), columns: count, into: room)
                Kernels.product(
                    room, deltas.rows(from: token, count: tokens), into: gradient.rows(from: first, count: count),
                    from: .result, inner: tokens)
            }
        }
    }
}
