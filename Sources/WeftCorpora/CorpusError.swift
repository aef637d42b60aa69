public import WeftCompression

/// What can be wrong with a corpus.
public enum CorpusError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system refused to open or read a file or folder.
    case file(FileError)
    /// A compressed file is cut off or broken.
    case compression(CompressionError)
    /// There is no document in the file or folder.
    case empty(path: String)
    /// A line, the record that begins there, or a folder, which has no lines, is not what the format wants.
    case malformed(path: String, line: Int?, expected: String, found: String)
    /// A line or record is longer than the stated limit in bytes.
    case tooLong(path: String, line: Int, limit: Int)

    /// One line: file, line, what was expected, and what was found.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .compression(let error): error.description
        case .empty(let path): "\(path): expected documents, found none"
        case .malformed(let path, let line, let expected, let found):
            path + (line.map { ":\($0)" } ?? "") + ": expected \(expected), found \(found)"
        case .tooLong(let path, let line, let limit):
            "\(path):\(line): expected a line of at most \(limit) bytes, found a longer one"
        }
    }

    init(_ error: CompressionError) {
        if case .file(let error) = error { self = .file(error) } else { self = .compression(error) }
    }
}
