import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that appears whole or not at all: it is written beside its target, synced, and renamed over it. Without
/// `commit()` the file beside is removed and the target stays as it was.
package struct AtomicFile: ~Copyable {
    private let target: String
    private let temporary: String
    private let descriptor: Int32
    private var isCommitted = false

    /// Creates the file beside the target, in the target's folder. A link is followed, so that the file it names is
    /// replaced. What a killed process left behind is taken over; what another process is writing is left alone.
    package init(path: String) throws(CheckpointError) {
        let target = try Self.target(of: path)
        let file = try Self.create(beside: target)
        self.target = target
        (temporary, descriptor) = file
    }

    deinit {
        if !isCommitted { unlink(temporary.pathBytes) }
        close(descriptor)
    }

    /// Appends bytes.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var done = 0
        while done < bytes.count {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            #else
                let count = Darwin.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            #endif
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw Self.fault(target, "write")
            }
        }
    }

    /// Puts the file in its place, on the disk and not only in memory.
    package mutating func commit() throws(CheckpointError) {
        guard fsync(descriptor) == 0 else { throw Self.fault(target, "write") }
        guard rename(temporary.pathBytes, target.pathBytes) == 0 else { throw Self.fault(target, "replace") }
        isCommitted = true
        // The new name is on the disk once the folder is. Some file systems cannot sync folders, which is no fault.
        let folder = open(Self.folder(of: target).pathBytes, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        defer { close(folder) }
        if fsync(folder) != 0, errno != EINVAL, errno != ENOTSUP { throw Self.fault(target, "sync the folder of") }
    }

    /// The file that will be replaced or made: what links lead to, whether it is there yet or not.
    ///
    /// - Throws: `CheckpointError.file` where it is clear already that it cannot be written. Only a regular file, or
    ///   nothing, may be replaced: a rename over `/dev/null` would destroy it.
    package static func target(of path: String) throws(CheckpointError) -> String {
        var information = stat()
        guard stat(path.pathBytes, &information) == 0 else {
            // A name that is too long, a file taken for a folder, links in a circle.
            guard errno == ENOENT else { throw fault(path, "write") }
            let target = try missingTarget(of: path)
            if path.isEmpty { throw .file(FileError(path: path, action: "write", code: ENOENT)) }
            if target.utf8.last == UInt8(ascii: "/") {
                throw .file(FileError(path: path, action: "write", code: EISDIR))
            }
            return target
        }
        let kind = information.st_mode & S_IFMT
        if kind == S_IFDIR { throw .file(FileError(path: path, action: "write", code: EISDIR)) }
        if kind != S_IFREG { throw .file(FileError(path: path, action: "write", code: FileError.notRegular)) }
        guard let real = realpath(path.pathBytes, nil) else { throw fault(path, "write") }
        defer { free(real) }
        let target = String(pathBytes: real)
        // The folder alone decides whether a rename may replace a file; a file marked read-only is respected here.
        guard faccessat(AT_FDCWD, target.pathBytes, W_OK, AT_EACCESS) == 0 else { throw fault(path, "write") }
        guard mayReplace(information, in: folder(of: target)) else {
            throw .file(FileError(path: path, action: "write", code: EPERM))
        }
        return target
    }

    /// What links lead to that end where nothing is yet.
    private static func missingTarget(of path: String) throws(CheckpointError) -> String {
        var target = path
        for _ in 0..<40 {
            var link = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            guard readlink(target.pathBytes, &link, link.count - 1) > 0 else { return target }
            let next = String(pathBytes: link)
            target = next.utf8.first == UInt8(ascii: "/") ? next : "\(folder(of: target))/\(next)"
        }
        throw .file(FileError(path: path, action: "write", code: ELOOP))
    }

    /// In a folder such as `/tmp`, a file may be replaced by its owner alone, whoever may write to it.
    private static func mayReplace(_ file: stat, in folder: String) -> Bool {
        var information = stat()
        guard stat(folder.pathBytes, &information) == 0, information.st_mode & S_ISVTX != 0 else { return true }
        return [0, file.st_uid, information.st_uid].contains(geteuid())
    }

    private static func create(beside target: String) throws(CheckpointError) -> (path: String, descriptor: Int32) {
        for attempt in 0..<64 {
            let path = temporary(of: target, attempt: attempt)
            let descriptor = open(path.pathBytes, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
            if descriptor < 0 {
                if errno == ELOOP || errno == EISDIR { continue }
                throw fault(target, "write")
            }
            if isOurs(descriptor, path: path), ftruncate(descriptor, 0) == 0 {
                keepMode(of: target, on: descriptor)
                return (path, descriptor)
            }
            close(descriptor)
        }
        throw .file(FileError(path: target, action: "write", code: EBUSY))
    }

    /// The name of the file beside the target that is written first, if nobody else is writing it.
    package static func temporary(of target: String, attempt: Int = 0) -> String {
        "\(folder(of: target))/.\(shortName(of: target)).saving" + (attempt == 0 ? "" : "-\(attempt)")
    }

    /// The last part of a path.
    package static func name(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// The last part of a path, cut so that no file system finds it too long with what is put around it.
    package static func shortName(of path: String) -> String {
        var name = name(of: path)
        while name.pathBytes.count > 200 { name.unicodeScalars.removeLast() }
        return name
    }

    /// Whether nobody else writes the open file, and it is a file of this user that still has its name.
    private static func isOurs(_ descriptor: Int32, path: String) -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
        var opened = stat()
        var named = stat()
        return fstat(descriptor, &opened) == 0 && lstat(path.pathBytes, &named) == 0 && opened.st_ino == named.st_ino
            && opened.st_dev == named.st_dev && opened.st_mode & S_IFMT == S_IFREG && opened.st_uid == geteuid()
            && opened.st_nlink == 1
    }

    private static func keepMode(of target: String, on descriptor: Int32) {
        var information = stat()
        guard stat(target.pathBytes, &information) == 0 else { return }
        fchmod(descriptor, information.st_mode & 0o777)
    }

    /// The folder that a path's last part is in.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func fault(_ path: String, _ action: String) -> CheckpointError {
        .file(FileError(path: path, action: action, code: errno))
    }
}
