/// What can be wrong with a model file beyond what its container finds, or with what is asked of a model.
public enum ModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file holds a model of another task.
    case wrongTask(path: String, expected: String, found: String)
    /// The file was written by a version this one does not know, or is no Weft model at all.
    case unknownFormat(path: String, expected: String, found: String)
    /// A part of the file contradicts another.
    case inconsistent(path: String, part: String, expected: String, found: String)
    /// A part of the file has a key that this version does not know: a newer version wrote it.
    case unknownKey(path: String, part: String, key: String)
    /// A training state belongs to another training: other data.
    case otherTraining(path: String, part: String)
    /// A training state belongs to a training with other options; each difference says what was expected and found.
    case otherOptions(path: String, differences: [String])
    /// The training data cannot make a classifier.
    case unusableData(expected: String, found: String)
    /// The weights of a model cannot be rounded to fewer bits.
    case unquantizable(expected: String, found: String)
    /// A training needs more memory than there can be.
    case memory(neededBytes: Int, limitBytes: Int)
    /// An option has a value that it cannot have.
    case invalidOption(name: String, expected: String, found: String)
    /// A label of evaluation data that the model does not know.
    case unknownLabel(label: String, location: String, known: String)

    /// One line: where, what was expected, what was found.
    public var description: String {
        switch self {
        case .wrongTask(let path, let expected, let found):
            "\(path): expected a \(expected) model, found a \(found) model"
        case .unknownFormat(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
        case .inconsistent(let path, let part, let expected, let found):
            "\(path): \(part): expected \(expected), found \(found)"
        case .unknownKey(let path, let part, let key):
            "\(path): \(part): expected keys that this version of Weft knows, found \"\(key)\""
        case .otherTraining(let path, let part):
            "\(path): expected the training state of this training, found one with other \(part)"
        case .otherOptions(let path, let differences):
            "\(path): expected the training state of this training, found one with other options: "
                + differences.joined(separator: "; ")
        case .unusableData(let expected, let found): "training data: expected \(expected), found \(found)"
        case .unquantizable(let expected, let found): "model to quantize: expected \(expected), found \(found)"
        case .memory(let needed, let limit):
            "the training needs \(needed) bytes of memory: expected at most \(limit)"
        case .invalidOption(let name, let expected, let found): "\(name): expected \(expected), found \(found)"
        case .unknownLabel(let label, let location, let known):
            "\(location): expected one of the model's labels (\(known)), found \"\(label)\""
        }
    }
}
