/// What can be wrong with compressed data.
public enum CompressionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system refused to open or read the file.
    case file(FileError)
    /// The compressed data end before their frame or member does. `offset` counts bytes of the compressed file.
    case truncated(path: String, offset: Int, expected: String)
    /// The compressed data are broken at or shortly before `offset`, counted in bytes of the compressed file.
    case corrupt(path: String, offset: Int, expected: String, found: String)
    /// The file is of a kind that is not read, such as xz; `found` says which, and what makes text of it.
    case unsupported(path: String, found: String)
    /// The codec could not be set up or ran out of memory.
    case codec(path: String, reason: String)

    /// One line: file, offset, what was expected, and what was found.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .truncated(let path, let offset, let expected):
            "\(path): offset \(offset): expected \(expected), found the end of the file"
        case .corrupt(let path, let offset, let expected, let found):
            "\(path): offset \(offset): expected \(expected), found \(found)"
        case .unsupported(let path, let found): "\(path): expected text, plain or as gzip or zstd, found \(found)"
        case .codec(let path, let reason): "\(path): cannot decompress: \(reason)"
        }
    }
}
