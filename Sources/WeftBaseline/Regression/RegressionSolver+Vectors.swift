import WeftTensors

extension RegressionSolver {
    /// Computes the gradient from the residuals, its image, and its products with the kept vectors.
    ///
    /// - Returns: The largest magnitude in the gradient.
    func updateGradient() -> Double {
        let gradient = memory.gradient
        memory.gradient.bias = point.biasGradient
        let largestBias = point.biasGradient.reduce(0) { max($0, abs($1)) }
        var largest: Float
        switch plan.space {
        case .documents:
            RegressionKernels.combine(
                [(1, memory.residuals), (Float(penalty), memory.weights.coordinates)], into: gradient.coordinates,
                team: team)
            largest = multiply(.gram, gradient.coordinates, into: gradient.image)
        case .features:
            gather(memory.residuals, into: gradient.coordinates)
            RegressionKernels.combine(
                [(1, gradient.coordinates), (Float(penalty), memory.weights.coordinates)], into: gradient.coordinates,
                team: team)
            largest = RegressionKernels.largestMagnitude(gradient.coordinates)
        }
        if largest.isNaN { largest = .infinity }
        return max(Double(largest), largestBias)
    }

    /// Sets the step in a slot to a combination of the kept vectors.
    func makeStep(_ step: Int, factors: [Double]) {
        let used = kept.filter { factors[$0.number] != 0 }
        let vectors = used.map { (factor: Float(factors[$0.number]), vector: $0.vector) }
        RegressionKernels.combine(
            vectors.map { ($0.factor, $0.vector.coordinates) }, into: memory.steps[step].coordinates, team: team)
        if let stepMargins = memory.stepMargins {
            multiply(.scatter, memory.steps[step].coordinates, into: stepMargins)
        } else {
            RegressionKernels.combine(
                vectors.map { ($0.factor, $0.vector.image) }, into: memory.steps[step].image, team: team)
        }
        memory.steps[step].bias = memory.gradient.bias.indices.map { lane in
            used.reduce(0) { $0 + factors[$1.number] * $1.vector.bias[lane] }
        }
    }

    /// Keeps the old gradient where the change of the gradient over a step will be.
    func keepGradient(in step: Int) {
        memory.changes[step].coordinates.copy(from: memory.gradient.coordinates)
        if plan.space == .documents { memory.changes[step].image.copy(from: memory.gradient.image) }
        memory.changes[step].bias = memory.gradient.bias
    }

    /// Moves the weights along a step and scales it to its length.
    func advance(_ step: Int, by length: Double) {
        let vector = memory.steps[step]
        let factor = Float(length)
        let add = { (change: FloatSlot, to: FloatSlot, team: ThreadTeam?) in
            RegressionKernels.combine([(1, to), (factor, change)], into: to, team: team)
        }
        add(vector.coordinates, memory.weights.coordinates, team)
        add(memory.stepMargins ?? vector.image, memory.margins, team)
        if length != 1 {
            RegressionKernels.combine([(factor, vector.coordinates)], into: vector.coordinates, team: team)
            if plan.space == .documents {
                RegressionKernels.combine([(factor, vector.image)], into: vector.image, team: team)
            }
        }
        for lane in vector.bias.indices {
            memory.steps[step].bias[lane] *= length
            memory.weights.bias[lane] += memory.steps[step].bias[lane]
        }
    }

    /// Turns the kept old gradient into the change, and remembers the step if the curvature along it is positive.
    func remember() {
        let step = history.freeSlot
        let change = memory.changes[step]
        RegressionKernels.combine(
            [(-1, change.coordinates), (1, memory.gradient.coordinates)], into: change.coordinates, team: team)
        if plan.space == .documents {
            RegressionKernels.combine([(-1, change.image), (1, memory.gradient.image)], into: change.image, team: team)
        }
        for lane in change.bias.indices {
            memory.changes[step].bias[lane] = memory.gradient.bias[lane] - change.bias[lane]
        }
        updateProducts(with: [step])
        if history.isCurved(step) { history.keep(step) }
    }

    /// The kept vectors with their numbers in the history.
    private var kept: [(number: Int, vector: RegressionVector)] {
        history.slots.map { ($0, memory.steps[$0]) }
            + history.slots.map { (history.change($0), memory.changes[$0]) }
            + [(history.gradient, memory.gradient)]
    }

    /// Updates the inner products of the gradient, and of the vectors of new steps, with all others.
    func updateProducts(with newSteps: [Int]) {
        let new =
            newSteps.map { (number: $0, vector: memory.steps[$0]) }
            + newSteps.map { (number: history.change($0), vector: memory.changes[$0]) }
        let all = kept + new
        let changed = new + [(number: history.gradient, vector: memory.gradient)]
        let products = RegressionKernels.dots(
            all.map { $0.vector.coordinates }, changed.map { $0.vector.image }, team: team)
        for (row, left) in all.enumerated() {
            for (column, right) in changed.enumerated() {
                let biases = zip(left.vector.bias, right.vector.bias).reduce(0) { $0 + $1.0 * $1.1 }
                history.set(left.number, right.number, products[row][column] + biases)
            }
        }
    }

    /// Goes back to weights held elsewhere.
    func restore(_ coordinates: FloatSlot, bias: [Double]) {
        memory.weights.coordinates.copy(from: coordinates)
        memory.weights.bias = bias
        history.removeAll()
        _ = refresh()
    }

    /// Computes margins, residuals and gradient anew from the weights.
    func refresh() -> Double {
        multiply(plan.space == .documents ? .gram : .scatter, memory.weights.coordinates, into: memory.margins)
        squaredNorm =
            RegressionKernels.dots(
                [memory.weights.coordinates], [memory.weights.image], team: team)[0][0]
        let line = RegressionObjective.Line(
            margins: memory.margins, marginDirection: memory.margins, bias: memory.weights.bias,
            biasDirection: Array(repeating: 0, count: plan.layout.laneCount))
        point = objective.evaluate(line, step: 0, residuals: memory.residuals)
        let norm = updateGradient()
        updateProducts(with: [])
        return norm
    }
}

extension RegressionSolver {
    /// Sets `result` [documents, lanes] to a product of the sparse matrix.
    @discardableResult
    func multiply(_ product: ColumnKernels.Product, _ input: FloatSlot, into result: FloatSlot) -> Float {
        let layout = plan.layout
        let targets = memory.partials.count == 1 ? [result] : memory.partials
        let largest = DoubleSlots(count: layout.widths.count * targets.count)
        let inputRows = product == .scatter ? plan.columnCount : plan.rowCount
        let (rowCount, blocks, kernels) = (plan.rowCount, blocks, kernels)
        RegressionKernels.run(layout.widths.count * targets.count, on: team) { unit in
            let (panel, block) = (unit / targets.count, unit % targets.count)
            let offset = layout.offset(panel: panel, row: 0, rowCount: rowCount)
            let width = layout.widths[panel]
            (targets[block].pointer + offset).update(repeating: 0, count: rowCount * width)
            let found = kernels.add(
                product, blocks[block],
                .init(slot: input, offset: layout.offset(panel: panel, row: 0, rowCount: inputRows)),
                into: .init(slot: targets[block], offset: offset), width: width)
            largest.base[unit] = Double(found)
        }
        if targets.count > 1 { RegressionKernels.combine(targets.map { (1, $0) }, into: result, team: team) }
        return (0..<(layout.widths.count * targets.count)).reduce(0) { max($0, Float(largest.base[$1])) }
    }

    /// Sets `result` [columns, lanes] to `Xᵀ` times `input` [documents, lanes].
    func gather(_ input: FloatSlot, into result: FloatSlot) {
        let (plan, blocks, kernels) = (plan, kernels.columns.blocks(8), kernels)
        let layout = plan.layout
        RegressionKernels.run(layout.widths.count * blocks.count, on: team) { unit in
            let (panel, block) = (unit / blocks.count, unit % blocks.count)
            kernels.add(
                .gather, blocks[block],
                .init(slot: input, offset: layout.offset(panel: panel, row: 0, rowCount: plan.rowCount)),
                into: .init(slot: result, offset: layout.offset(panel: panel, row: 0, rowCount: plan.columnCount)),
                width: layout.widths[panel])
        }
    }

    /// The weights as a plain matrix, [columns, classes].
    func weights() throws(BaselineError) -> [Float] {
        let layout = plan.layout
        let columnCount = plan.columnCount
        let holder =
            plan.space == .documents ? try FloatSlots(count: 1, stride: layout.floatCount(rowCount: columnCount)) : nil
        let source = holder?[0] ?? memory.weights.coordinates
        if plan.space == .documents { gather(memory.weights.coordinates, into: source) }
        var result = [Float](repeating: 0, count: columnCount * layout.classCount)
        for panel in layout.widths.indices {
            let first = layout.starts[panel]
            let lanes = min(layout.widths[panel], layout.classCount - first)
            for column in 0..<columnCount {
                let offset = layout.offset(panel: panel, row: column, rowCount: columnCount)
                for lane in 0..<lanes {
                    result[column * layout.classCount + first + lane] = source.pointer[offset + lane]
                }
            }
        }
        return result
    }
}
