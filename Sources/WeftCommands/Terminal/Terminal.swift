#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is to be known of the terminal.
enum Terminal {
    /// The columns of the terminal behind `descriptor`; 80 if it does not say.
    static func width(of descriptor: Int32 = STDERR_FILENO) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
