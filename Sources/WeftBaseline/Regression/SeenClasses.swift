/// The classes that occur among labels, after the labels were checked.
struct SeenClasses: Sendable {
    /// Ascending.
    let classes: [Int32]
    /// Documents of each class; [classes of the labels].
    let counts: [Int]

    /// - Throws: `BaselineError` for no documents, labels that do not fit, or one class alone.
    init(_ labels: [Int32], documents: Int, classCount: Int) throws(BaselineError) {
        guard documents > 0 else { throw .noDocuments }
        guard labels.count == documents else { throw .labelCount(expected: documents, found: labels.count) }
        var counts = [Int](repeating: 0, count: max(0, classCount))
        for (document, label) in labels.enumerated() {
            guard label >= 0, Int(label) < classCount else {
                throw .labelOutOfRange(document: document, label: Int(label), classCount: classCount)
            }
            counts[Int(label)] += 1
        }
        classes = (0..<classCount).filter { counts[$0] > 0 }.map { Int32($0) }
        self.counts = counts
        guard classes.count > 1 else { throw .oneClass(label: Int(labels[0])) }
    }

    /// Lanes of a model: one for two classes, otherwise one a class.
    var laneCount: Int { classes.count == 2 ? 1 : classes.count }
}
