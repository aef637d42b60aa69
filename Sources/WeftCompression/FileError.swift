#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A fault that the operating system reported for a file: which file, what was tried, and why it failed.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The path as it was given; `standard input` for the standard input.
    public let path: String
    /// What was tried, as a verb: `open`, `read`, `write`, `sync`, `rename`.
    public let action: String
    /// The system's error number, such as `ENOENT` or `ENOSPC`.
    public let code: Int32

    /// Creates an error from a path, the verb that failed, and the system's error number.
    public init(path: String, action: String, code: Int32) {
        self.path = path
        self.action = action
        self.code = code
    }

    /// The reason in words.
    public var reason: String {
        switch code {
        case ENOENT: "no such file or folder"
        case EACCES, EPERM: "permission denied"
        case EISDIR: "is a folder, expected a file"
        case EBADF: "it is closed"
        case ENAMETOOLONG: "the name is too long"
        case ELOOP: "links lead in a circle"
        case EFBIG: "the file would be larger than allowed"
        case ENOTDIR: "is a file, expected a folder"
        case ENOSPC: "no space left on the disk"
        case EROFS: "the file system is read-only"
        case EMFILE, ENFILE: "too many open files"
        case FileError.notRegular: "is not a regular file"
        default: String(cString: strerror(code))
        }
    }

    /// One line: the path, what was tried, and why it failed.
    public var description: String { "\(path.isEmpty ? "\"\"" : path): cannot \(action): \(reason)" }

    #if canImport(Glibc)
        /// The number used where a path names a device or a pipe and a regular file is expected; Linux has none of its
        /// own for it, and this one is outside its range.
        package static let notRegular: Int32 = 4079
    #else
        /// The number used where a path names a device or a pipe and a regular file is expected.
        package static let notRegular = EFTYPE
    #endif
}
