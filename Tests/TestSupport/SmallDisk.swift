#if os(Linux)
    import Glibc

    /// A file system of its own of a few KiB, where mounting is allowed; it ends with the value.
    public final class SmallDisk {
        /// The folder that it is mounted on.
        public let folder = TemporaryFolder()
        private let isMounted: Bool

        /// Mounts the file system.
        public init(kibibytes: Int) {
            isMounted = mount("none", folder.path, "tmpfs", 0, "size=\(kibibytes)k") == 0
        }

        deinit { if isMounted { umount(folder.path) } }

        /// Whether mounting is allowed.
        public static let isPossible = SmallDisk(kibibytes: 64).isMounted
    }
#endif
