#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The three streams that a process is started with.
enum StandardStreams {
    /// Puts something in the place of streams that were closed (`weft … <&-`): otherwise the next file that is opened
    /// would take the place, and a model would be read as standard input or written over by results.
    ///
    /// What is put there can be written where one would read and read where one would write, so that using it is a
    /// fault, as using a closed stream is.
    static func fillGaps() {
        for (descriptor, contrary) in [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
        ] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is the one that is missing.
            if open("/dev/null", contrary) < 0 { _ = open("/", O_RDONLY) }
        }
    }
}
