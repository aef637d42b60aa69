#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Multinomial logistic regression with a squared penalty, over sparse rows.
///
/// It minimises `C · Σ loss + ½ |w|²` with free biases: scikit-learn's `LogisticRegression`. Two classes are one
/// binomial model, three or more a softmax. A class without a training document keeps probability 0.
///
/// Features that occurred in one training document share that document's row of weights (see `SparseColumns`), so
/// the model takes `4 · rows · lanes + 8 · features` bytes instead of `4 · features · classes`.
public struct LogisticRegression: Sendable, Equatable {
    /// The number of classes of the labels.
    public let classCount: Int
    /// The classes that were seen in training, ascending.
    public let seenClasses: [Int32]
    /// The weights of each row; [rows, lanes], where two seen classes are one lane and more are one each.
    public let weights: [Float]
    /// [lanes].
    public let biases: [Float]
    /// The row of weights of each feature, −1 for none; [features].
    public let featureRows: [Int32]
    /// What a feature's row is multiplied by; [features].
    public let featureScales: [Float]

    /// The number of weights a row has.
    public var laneCount: Int { seenClasses.count == 2 ? 1 : seenClasses.count }

    /// Makes a model from stored arrays, after checking them.
    ///
    /// - Throws: `BaselineError.damaged` naming the part that does not fit.
    public init(
        classCount: Int, seenClasses: [Int32], weights: [Float], biases: [Float], featureRows: [Int32],
        featureScales: [Float]
    ) throws(BaselineError) {
        self.classCount = classCount
        self.seenClasses = seenClasses
        self.weights = weights
        self.biases = biases
        self.featureRows = featureRows
        self.featureScales = featureScales
        try validate()
    }

    private func validate() throws(BaselineError) {
        guard seenClasses.count >= 2, seenClasses.count <= classCount else {
            throw .damaged(part: "seen classes", expected: "2...\(classCount)", found: "\(seenClasses.count)")
        }
        var previous: Int32 = -1
        for label in seenClasses {
            guard label > previous, Int(label) < classCount else {
                throw .damaged(part: "seen classes", expected: "ascending below \(classCount)", found: "\(label)")
            }
            previous = label
        }
        guard biases.count == laneCount, weights.count % laneCount == 0 else {
            throw .damaged(
                part: "weights", expected: "rows of \(laneCount)", found: "\(weights.count), \(biases.count) biases")
        }
        guard featureScales.count == featureRows.count else {
            throw .damaged(part: "feature scales", expected: "\(featureRows.count)", found: "\(featureScales.count)")
        }
        let rowCount = weights.count / laneCount
        for row in featureRows where row < -1 || Int(row) >= rowCount {
            throw .damaged(part: "feature rows", expected: "-1..<\(rowCount)", found: "\(row)")
        }
    }
}

extension LogisticRegression {
    /// The weight of a feature for a class: what one unit of it adds to the class's margin.
    ///
    /// For two classes the margins of the one are those of the other with the sign changed; unseen classes have none.
    public func weight(feature: Int, class label: Int) -> Float {
        let row = Int(featureRows[feature])
        guard row >= 0, let seen = seenClasses.firstIndex(of: Int32(label)) else { return 0 }
        let isBinomial = laneCount == 1
        let weight = weights[row * laneCount + (isBinomial ? 0 : seen)] * featureScales[feature]
        return isBinomial && seen == 0 ? -weight : weight
    }

    /// Sets `margins` [lanes] to those of a row of features.
    private func setMargins(_ margins: inout [Double], _ rows: SparseRows, row: Int) {
        let lanes = laneCount
        let all = weights.span
        for lane in 0..<lanes { margins[lane] = Double(biases[lane]) }
        for position in rows.range(of: row) {
            let feature = Int(rows.columns[position])
            let first = Int(featureRows[feature]) * lanes
            guard first >= 0 else { continue }
            let value = Double(rows.values[position]) * Double(featureScales[feature])
            let own = all.extracting(first..<(first + lanes))
            for lane in own.indices { margins[lane] += value * Double(own[lane]) }
        }
    }

    /// The probability of each class for each row; [rows][classes], each summing to 1.
    ///
    /// - Parameter rows: As wide as the rows the model was fitted to.
    public func probabilities(_ rows: SparseRows) -> [[Double]] {
        precondition(rows.columnCount == featureRows.count, "\(rows.columnCount) of \(featureRows.count) features")
        var margins = [Double](repeating: 0, count: laneCount)
        return (0..<rows.rowCount).map { row in
            var result = [Double](repeating: 0, count: classCount)
            setMargins(&margins, rows, row: row)
            if laneCount == 1 {
                let tail = exp(-abs(margins[0]))
                let likelier = 1 / (1 + tail)
                result[Int(seenClasses[1])] = margins[0] >= 0 ? likelier : 1 - likelier
                result[Int(seenClasses[0])] = margins[0] >= 0 ? tail / (1 + tail) : likelier
                return result
            }
            let largest = margins.max() ?? 0
            let powers = margins.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            for (lane, label) in seenClasses.enumerated() { result[Int(label)] = powers[lane] / sum }
            return result
        }
    }

    /// The likeliest class of each row; of equals the first.
    public func predictions(_ rows: SparseRows) -> [Int32] {
        precondition(rows.columnCount == featureRows.count, "\(rows.columnCount) of \(featureRows.count) features")
        var margins = [Double](repeating: 0, count: laneCount)
        return (0..<rows.rowCount).map { row in
            setMargins(&margins, rows, row: row)
            if laneCount == 1 { return seenClasses[margins[0] > 0 ? 1 : 0] }
            var best = 0
            for lane in margins.indices where margins[lane] > margins[best] { best = lane }
            return seenClasses[best]
        }
    }
}
