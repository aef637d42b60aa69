import WeftJSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The value that results are written as; objects keep the order in which their members are given.
package typealias JSON = JSONValue

/// A buffered writer to standard output or standard error.
///
/// What a person watches is written at every line, what goes into a file or pipe when the buffer is full; the last
/// bytes leave with `flush`, which `deinit` calls too.
package final class Output {
    private let descriptor: Int32
    private let flushesEveryLine: Bool
    private var buffer: [UInt8] = []
    private static let capacity = 1 << 16

    /// - Parameters:
    ///   - descriptor: An open file descriptor, which stays open.
    ///   - flushesEveryLine: Whether a reader waits for each line.
    package init(descriptor: Int32, flushesEveryLine: Bool) {
        self.descriptor = descriptor
        self.flushesEveryLine = flushesEveryLine
    }

    deinit { try? flush() }

    /// Makes a writer of results.
    package static func standard() -> Output {
        Output(descriptor: STDOUT_FILENO, flushesEveryLine: isatty(STDOUT_FILENO) == 1)
    }

    /// Makes a writer of progress and notes.
    package static func standardError() -> Output {
        Output(descriptor: STDERR_FILENO, flushesEveryLine: true)
    }

    /// Whether a person watches.
    package var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes `text` as it is. Text that streams, such as generated text, needs a `flush` to be seen at once.
    /// - Throws: `OutputClosed` if the reader has gone, `CommandError.unwritable` for any other fault.
    package func write(_ text: String) throws {
        buffer += text.utf8
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Writes `text` and a line feed, unless `text` ends in one.
    /// - Throws: `OutputClosed` if the reader has gone, `CommandError.unwritable` for any other fault.
    package func line(_ text: String) throws {
        buffer += text.utf8
        try endLine(unless: text.utf8.last == UInt8(ascii: "\n"))
    }

    /// Writes `value` on a line of its own.
    /// - Throws: `OutputClosed` if the reader has gone, `CommandError.unwritable` for any other fault.
    package func line(_ value: JSON) throws {
        value.write(to: &buffer)
        try endLine(unless: false)
    }

    /// Hands everything written so far to the system.
    /// - Throws: `OutputClosed` if the reader has gone, `CommandError.unwritable` for any other fault.
    package func flush() throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        var fault: Int32 = 0
        buffer.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count, let base = bytes.baseAddress {
                let count = systemWrite(descriptor, base + written, bytes.count - written)
                if count >= 0 {
                    written += count
                } else if errno != EINTR {
                    fault = errno
                    return
                }
            }
        }
        if fault == EPIPE { throw OutputClosed() }
        if fault != 0 {
            let name = descriptor == STDERR_FILENO ? "standard error" : "standard output"
            throw CommandError.unwritable(
                file: name, reason: fault == EBADF ? "it is closed" : String(cString: strerror(fault)))
        }
    }

    private func endLine(unless ended: Bool) throws {
        if !ended { buffer.append(UInt8(ascii: "\n")) }
        if flushesEveryLine || buffer.count >= Self.capacity { try flush() }
    }
}

/// `write(2)`, under a name that a method called `write` does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
