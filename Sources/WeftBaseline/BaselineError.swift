/// What can be wrong with the data or the stored parts that a baseline is made from.
public enum BaselineError: Error, Equatable, Sendable {
    /// There is nothing to learn from.
    case noDocuments
    /// The number of labels differs from the number of documents.
    case labelCount(expected: Int, found: Int)
    /// A label does not name a class.
    case labelOutOfRange(document: Int, label: Int, classCount: Int)
    /// All documents have the same label, so there is nothing to tell apart.
    case oneClass(label: Int)
    /// Training would need more memory than it was given, or than there is.
    case memory(neededBytes: Int, limitBytes: Int)
    /// The caller's progress asked to stop; there is no baseline.
    case interrupted
    /// An option has a value that makes no sense.
    case invalidOption(name: String, expected: String, found: String)
    /// A stored part does not fit the others.
    case damaged(part: String, expected: String, found: String)
}

extension BaselineError: CustomStringConvertible {
    /// One line that names what was expected and what was found.
    public var description: String {
        switch self {
        case .noDocuments:
            "the baseline has no documents to learn from: expected at least 2, found 0"
        case .labelCount(let expected, let found):
            "labels and documents differ in number: expected \(expected) labels, found \(found)"
        case .labelOutOfRange(let document, let label, let classCount):
            "document \(document): expected a label in 0..<\(classCount), found \(label)"
        case .oneClass(let label):
            "all documents have label \(label): expected at least two classes, found one"
        case .memory(let needed, let limit):
            "training the baseline needs \(needed) bytes of memory: expected at most \(limit)"
        case .interrupted:
            "the training of the baseline was stopped"
        case .invalidOption(let name, let expected, let found):
            "option \(name): expected \(expected), found \(found)"
        case .damaged(let part, let expected, let found):
            "stored baseline, part \(part): expected \(expected), found \(found)"
        }
    }
}
