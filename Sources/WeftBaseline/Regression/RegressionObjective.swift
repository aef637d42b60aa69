import WeftTensors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The mean loss of the documents along a line in weight space, without the penalty.
///
/// Margins along the line are `M + α P + b`; for one lane the loss is the binomial one of class 1 against class 0,
/// otherwise the multinomial one. Nothing here touches the features, so trying another α is cheap.
struct RegressionObjective: Sendable {
    /// What is known at one α.
    struct Point {
        /// The mean loss and its first two derivatives by α.
        var loss = 0.0, slope = 0.0, curvature = 0.0
        /// The derivative of the mean loss by each bias; [lanes].
        var biasGradient: [Double]
    }

    /// A line: margins and biases with the direction in which they change.
    struct Line: Sendable {
        let margins: FloatSlot
        let marginDirection: FloatSlot
        let bias: [Double]
        let biasDirection: [Double]
    }

    let layout: PanelLayout
    let labels: [Int32]
    let team: ThreadTeam?
    /// Documents that one unit of work takes; fixed, so that sums do not depend on the number of threads.
    private static let grain = 512

    /// Evaluates a point of a line and writes the derivative by each margin, `(p − y) / documents`, to `residuals`.
    func evaluate(_ line: Line, step: Double, residuals: FloatSlot) -> Point {
        let lanes = layout.laneCount
        let units = (labels.count + Self.grain - 1) / Self.grain
        let partial = DoubleSlots(count: units * (lanes + 3))
        RegressionKernels.run(units, on: team) { unit in
            let range = unit * Self.grain..<min(labels.count, (unit + 1) * Self.grain)
            let sums = partial.base + unit * (lanes + 3)
            if layout.classCount == 1 {
                binomial(range, line, step, residuals, sums)
            } else {
                multinomial(range, line, step, residuals, sums)
            }
        }
        let scale = 1 / Double(labels.count)
        let total = (0..<(lanes + 3)).map { part in
            (0..<units).reduce(0) { $0 + partial.base[$1 * (lanes + 3) + part] }
        }
        return Point(
            loss: total[0] * scale, slope: total[1] * scale, curvature: total[2] * scale,
            biasGradient: Array(total[3...]))
    }

    private func binomial(
        _ range: Range<Int>, _ line: Line, _ step: Double, _ residuals: FloatSlot, _ sums: UnsafeMutablePointer<Double>
    ) {
        let scale = 1 / Double(labels.count)
        for row in range {
            let direction = Double(line.marginDirection.pointer[row]) + line.biasDirection[0]
            let margin =
                Double(line.margins.pointer[row]) + line.bias[0] + step * direction
            let tail = exp(-abs(margin))
            let probability = margin >= 0 ? 1 / (1 + tail) : tail / (1 + tail)
            let target = Double(labels[row])
            sums[0] += log1p(tail) + max(margin, 0) - target * margin
            sums[1] += (probability - target) * direction
            sums[2] += probability * (1 - probability) * direction * direction
            sums[3] += (probability - target) * scale
            residuals.pointer[row] = Float((probability - target) * scale)
        }
    }

    private func multinomial(
        _ range: Range<Int>, _ line: Line, _ step: Double, _ residuals: FloatSlot, _ sums: UnsafeMutablePointer<Double>
    ) {
        let groups = layout.laneCount / 4
        let scale = 1 / Float(labels.count)
        withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: groups * 4) { scratch in
            guard let base = scratch.baseAddress else { return }
            var row = MarginRow(base: base, layout: layout, rowCount: labels.count, line: line)
            for index in range {
                let label = Int(labels[index])
                row.read(index, step: Float(step))
                let found = row.softmax(label: label)
                sums[0] += found.loss
                sums[1] += Double(found.slope)
                sums[2] += Double(max(0, found.curvature))
                row.writeResiduals(index, to: residuals, label: label, scale: scale)
                for lane in 0..<layout.laneCount { sums[3 + lane] += Double(row.residual(lane)) }
            }
        }
    }
}
