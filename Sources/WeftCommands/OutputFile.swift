import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that will be written at the end of long work.
enum OutputFile {
    /// Finds out now, not after an hour of training, that the file could not be written.
    static func check(_ path: String) throws {
        var information = stat()
        if stat(path.pathBytes, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
            throw CommandError.unwritable(file: path, reason: "a folder")
        }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard access(folder.pathBytes, W_OK) == 0 else {
            throw CommandError.unwritable(file: path, reason: "\(folder): \(String(cString: strerror(errno)))")
        }
    }
}
