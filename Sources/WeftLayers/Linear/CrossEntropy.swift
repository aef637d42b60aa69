import WeftTensors

/// Softmax cross-entropy with PyTorch's class weights and label smoothing (Szegedy et al. 2016).
///
/// The loss of a batch is the mean over its rows, each weighted by its class.
package struct CrossEntropy: Sendable {
    /// Rows of a unit of work.
    private static let grain = 16

    /// A weight for each class; nil stands for ones.
    package let classWeights: [Float]?
    /// The share of the target's probability spread over all classes, in 0..<1.
    package let smoothing: Float

    package init(classWeights: [Float]? = nil, smoothing: Float = 0) {
        precondition(smoothing >= 0 && smoothing < 1, "a smoothing of \(smoothing)")
        self.classWeights = classWeights
        self.smoothing = smoothing
    }

    /// What the sum of losses is divided by: the sum of the targets' class weights.
    package func normaliser(_ targets: [Int32]) -> Double {
        guard let classWeights else { return Double(targets.count) }
        return targets.reduce(0) { $0 + Double(classWeights[Int($1)]) }
    }

    /// Turns logits [N, C] into the deltas of the mean loss, in place, and gives that loss.
    ///
    /// - Parameters:
    ///   - targets: The class of each row.
    ///   - normaliser: What to divide by when these rows are a part of a batch; by default their own.
    package func lossAndDeltas(
        _ logits: Matrix, targets: [Int32], normaliser: Double? = nil, workspace: Arena, team: ThreadTeam
    ) -> Double {
        precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) rows")
        precondition(
            targets.allSatisfy { $0 >= 0 && $0 < logits.columns }, "a target outside 0..<\(logits.columns)")
        let divisor = normaliser ?? self.normaliser(targets)
        guard divisor > 0 else {
            logits.clear()
            return 0
        }
        let mark = workspace.used
        defer { workspace.reset(to: mark) }
        let losses = workspace.matrix(rows: 1, columns: logits.rows)
        let scale = Float(1 / divisor)
        team.split(logits.rows, grain: CrossEntropy.grain) { rows in
            targets.withUnsafeBufferPointer { targets in
                withWeights { weights in
                    guard let first = targets.baseAddress else { return }
                    Kernels.crossEntropy(
                        logits.rows(from: rows.lowerBound, count: rows.count), targets: first + rows.lowerBound,
                        classWeights: weights, smoothing: smoothing, scale: scale,
                        losses: losses.base + rows.lowerBound)
                }
            }
        }
        var sum = 0.0
        for row in 0..<logits.rows { sum += Double(losses[0, row]) }
        return sum / divisor
    }

    private func withWeights(_ body: (UnsafePointer<Float>?) -> Void) {
        guard let classWeights else { return body(nil) }
        classWeights.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
