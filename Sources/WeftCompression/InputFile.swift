#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file opened for reading, closed when the value ends. Reads restart after signals; several threads may use
/// the positioned reads at once.
package final class InputFile: Sendable {
    /// The path as it was given; `standard input` for the standard input.
    package let path: String
    /// The size in bytes of a regular file, nil for a pipe or a device.
    package let size: Int?
    private let descriptor: Int32
    private let ownsDescriptor: Bool

    /// Opens a file; nil stands for the standard input.
    package init(_ path: String?) throws(FileError) {
        let name = path ?? "standard input"
        var descriptor = STDIN_FILENO
        if let path {
            descriptor = open(path.pathBytes, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileError(path: name, action: "open", code: errno) }
        }
        var information = stat()
        var code: Int32 = fstat(descriptor, &information) == 0 ? 0 : errno
        let kind = information.st_mode & S_IFMT
        if code == 0, kind == S_IFDIR { code = EISDIR }
        guard code == 0 else {
            if path != nil { close(descriptor) }
            throw FileError(path: name, action: "open", code: code)
        }
        self.path = name
        self.descriptor = descriptor
        ownsDescriptor = path != nil
        size = kind == S_IFREG ? Int(information.st_size) : nil
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    /// Reads up to the buffer's size at the current position.
    /// - Returns: The number of bytes read; 0 at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileError(path: path, action: "read", code: errno) }
        }
    }

    /// Fills the buffer from an offset, without moving the current position.
    /// - Returns: The number of bytes read; less than the buffer's size only where the file ends.
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            if count > 0 {
                done += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw FileError(path: path, action: "read", code: errno)
            }
        }
        return done
    }
}
