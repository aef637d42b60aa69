public import WeftCompression

/// What can be wrong with a model file.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system refused to open, read, write or rename a file.
    case file(FileError)
    /// The file is not what it should be. `offset` counts bytes of the file, or of the unpacked safetensors file
    /// where the text says so.
    case malformed(path: String, offset: Int, expected: String, found: String)
    /// The file holds no tensor of that name.
    case missingTensor(path: String, name: String)
    /// A tensor has another element type or shape than asked for.
    case wrongTensor(path: String, name: String, expected: String, found: String)

    /// One line: file, place, what was expected, and what was found.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .malformed(let path, let offset, let expected, let found):
            "\(path): offset \(offset): expected \(expected), found \(found)"
        case .missingTensor(let path, let name): "\(path): expected a tensor named \(name), found none"
        case .wrongTensor(let path, let name, let expected, let found):
            "\(path): tensor \(name): expected \(expected), found \(found)"
        }
    }

    init(_ error: CompressionError) {
        switch error {
        case .file(let error): self = .file(error)
        case .truncated(let path, let offset, let expected):
            self = .malformed(path: path, offset: offset, expected: expected, found: "the end of the file")
        case .corrupt(let path, let offset, let expected, let found):
            self = .malformed(path: path, offset: offset, expected: expected, found: found)
        case .unsupported(let path, let found):
            self = .malformed(path: path, offset: 0, expected: "a safetensors file", found: found)
        case .codec(let path, let reason):
            self = .malformed(path: path, offset: 0, expected: "a working codec", found: reason)
        }
    }
}
