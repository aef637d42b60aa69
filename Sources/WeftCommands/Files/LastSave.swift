import WeftCheckpoint
import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The save at the end of long work. Where the file cannot be written after all, the work is not lost: it is saved beside
/// the file, among the temporary files, in the current folder or at home, wherever there is room.
struct LastSave {
    /// Where the work is.
    let path: String
    /// Why it is not where it was wanted; nil where it is.
    let fault: FileError?

    /// Saves to `wanted`, or elsewhere under a name that nothing has.
    ///
    /// - Throws: What `save` throws for `wanted`, if it cannot be saved anywhere.
    init(_ wanted: String, by save: (String) throws -> Void) throws {
        do {
            try save(wanted)
            (path, fault) = (wanted, nil)
        } catch CheckpointError.file(let fault) {
            for path in Self.refuges(of: wanted) {
                guard (try? save(path)) != nil else { continue }
                (self.path, self.fault) = (path, fault)
                return
            }
            throw fault
        }
    }

    /// Throws the fault that kept the work from its place, saying where it is instead.
    func check(_ what: String) throws {
        if let fault { throw CommandError.savedElsewhere(fault: fault, what: what, path: path) }
    }

    private static func refuges(of wanted: String) -> [String] {
        let name = AtomicFile.shortName(of: wanted) + ".saved"
        let variable = { (name: String) in getenv(name).map { String(pathBytes: $0) } ?? "" }
        let temporary = variable("TMPDIR").isEmpty ? "/tmp" : variable("TMPDIR")
        let folders = [AtomicFile.folder(of: wanted), temporary, ".", variable("HOME"), "/tmp", "/var/tmp"]
        return folders.filter { !$0.isEmpty }.compactMap { folder in
            let path = folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            return ([path] + (1..<100).map { "\(path)-\($0)" }).first(where: isFree)
        }
    }

    private static func isFree(_ path: String) -> Bool {
        var information = stat()
        return lstat(path.pathBytes, &information) != 0 && errno == ENOENT
    }
}
