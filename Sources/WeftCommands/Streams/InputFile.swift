#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file open for reading; closed when it is let go.
final class InputFile {
    /// The name for messages.
    let name: String
    /// Whether a read may have to wait for somebody: so with pipes and terminals, not with files on a disk.
    let mayWait: Bool
    private let descriptor: Int32
    private static let pieceSize = 1 << 16

    /// - Parameter path: The file's name; "-" is standard input.
    /// - Throws: `CommandError.unreadable` or `.folder`.
    init(_ path: String) throws {
        let isStandardInput = path == "-"
        name = isStandardInput ? "standard input" : path
        descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            throw CommandError.unreadable(file: name, reason: String(cString: strerror(errno)))
        }
        let kind = status.st_mode & S_IFMT
        mayWait = kind != S_IFREG
        if kind == S_IFDIR {
            if !isStandardInput { close(descriptor) }
            throw CommandError.folder(file: name)
        }
    }

    deinit {
        if descriptor > STDERR_FILENO { close(descriptor) }
    }

    /// Appends what comes next, at most one piece; false at the end of the file.
    /// - Throws: `CommandError.unreadable`.
    func read(into bytes: inout [UInt8]) throws -> Bool {
        let start = bytes.count
        bytes += repeatElement(0, count: Self.pieceSize)
        while true {
            let count = bytes.withUnsafeMutableBytes { buffer in
                systemRead(descriptor, buffer.baseAddress.map { $0 + start }, Self.pieceSize)
            }
            if count < 0, errno == EINTR { continue }
            bytes.removeLast(Self.pieceSize - max(0, count))
            if count < 0 { throw CommandError.unreadable(file: name, reason: String(cString: strerror(errno))) }
            return count > 0
        }
    }
}

/// `read(2)`, under a name that a method called `read` does not hide.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
