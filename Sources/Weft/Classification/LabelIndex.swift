import WeftCorpora

/// The numbers of a classifier's labels.
struct LabelIndex: Sendable {
    private let labels: [String]
    private let classes: [String: Int32]

    /// - Parameter labels: The label of class 0, of class 1, and so on.
    init(_ labels: [String]) {
        self.labels = labels
        var classes = Dictionary(zip(labels, labels.indices.map(Int32.init))) { first, _ in first }
        // Readers leave the spaces at the ends of labels off; models of before kept them.
        for (label, index) in zip(labels, labels.indices.map(Int32.init)) {
            let seen = LabelText.trimmed(label)
            if classes[seen] == nil { classes[seen] = index }
        }
        self.classes = classes
    }

    /// The class of a document.
    ///
    /// - Throws: ``ModelError/unknownLabel(label:location:known:)`` when it has no label, or one of no class.
    func label(of document: Document) throws(ModelError) -> Int32 {
        if let known = document.label.flatMap({ classes[$0] }) { return known }
        throw .unknownLabel(
            label: document.label ?? "", location: document.location.description,
            known: labels.prefix(10).joined(separator: ", ") + (labels.count > 10 ? ", …" : ""))
    }
}
