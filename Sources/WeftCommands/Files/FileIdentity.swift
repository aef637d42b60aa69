import WeftCheckpoint
import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a path leads to, whatever it is called: two paths to one file, by links or other spellings, are equal.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// The name of a file that is not there yet, in the folder that the numbers stand for.
    private var missing: [CChar] = []
    let isFolder: Bool
    let isRegular: Bool

    /// What is at the path; nil where nothing is.
    init?(_ path: String) {
        var information = stat()
        guard stat(path.pathBytes, &information) == 0 else { return nil }
        self.init(information)
    }

    /// What an open file is; nil where the descriptor is closed.
    init?(descriptor: Int32) {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { return nil }
        self.init(information)
    }

    /// A file that is there, or will be once it is written; nil where its folder is not there.
    init?(target: String) {
        if let file = FileIdentity(target) {
            self = file
            return
        }
        guard let folder = FileIdentity(AtomicFile.folder(of: target)) else { return nil }
        self = folder
        missing = AtomicFile.name(of: target).pathBytes
    }

    private init(_ information: stat) {
        device = UInt64(truncatingIfNeeded: information.st_dev)
        inode = UInt64(information.st_ino)
        isFolder = information.st_mode & S_IFMT == S_IFDIR
        isRegular = information.st_mode & S_IFMT == S_IFREG
    }
}
