import WeftCheckpoint
import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that a verb reads and writes, looked at before any work: no input is overwritten, no two outputs are one
/// file, and what will be written can be written.
package struct FileUse {
    /// Files and folders that are read; "-" is the standard input.
    var reads: [String] = []
    /// Files that are written.
    var writes: [String] = []
    /// Files that are written where the work does not come to its end. They may turn out not to be writable.
    var mayWrite: [String] = []

    /// - Throws: `CommandError` naming the file that cannot be written, or the two that are one.
    func check() throws {
        var taken = inputs
        // A terminal or pipe may be read and written; a file would be read back while it grows.
        var streams: [FileIdentity: String] = [:]
        for (name, descriptor) in [("standard output", STDOUT_FILENO), ("standard error", STDERR_FILENO)] {
            guard let stream = FileIdentity(descriptor: descriptor), stream.isRegular else { continue }
            if let input = taken[stream] { throw Self.fault(name, sharedWith: input) }
            streams[stream] = "\(name), which is written"
        }
        taken.merge(streams) { input, _ in input }
        let targets =
            try writes.map { ($0, try Self.target(of: $0)) } + mayWrite.map { ($0, Self.possibleTarget(of: $0)) }
        for (output, target) in targets {
            guard let identity = FileIdentity(target: target) else { continue }
            if let other = taken[identity] { throw Self.fault(output, sharedWith: other) }
            taken[identity] = "\(output), which is written too"
            for folder in reads { try FolderUse(folder)?.check(output, target: target) }
        }
        for (output, target) in targets {
            let temporary = AtomicFile.temporary(of: target)
            if let other = FileIdentity(target: temporary).flatMap({ taken[$0] }) {
                throw Self.fault(temporary, sharedWith: other, "for \(output) while it is saved")
            }
        }
        for output in writes { try Self.prove(output) }
    }

    /// What is read, and the words for it.
    private var inputs: [FileIdentity: String] {
        var inputs: [FileIdentity: String] = [:]
        if let program = FileIdentity("/proc/self/exe") { inputs[program] = "the program, which runs" }
        for input in reads {
            let identity = input == "-" ? FileIdentity(descriptor: STDIN_FILENO) : FileIdentity(input)
            guard let identity, identity.isRegular || identity.isFolder else { continue }
            inputs[identity] = "\(input == "-" ? "standard input" : input), which is read"
        }
        return inputs
    }

    static func fault(_ file: String, sharedWith other: String, _ purpose: String = "to write") -> CommandError {
        .unexpected(file: file, line: nil, expected: "a file of its own \(purpose)", found: "the same file as \(other)")
    }

    private static func target(of output: String) throws -> String {
        do { return try AtomicFile.target(of: output) } catch { throw unwritable(output, error) }
    }

    private static func possibleTarget(of output: String) -> String {
        (try? AtomicFile.target(of: output)) ?? output
    }

    /// Makes the file that a save would make first, and removes it.
    private static func prove(_ output: String) throws {
        do { _ = try AtomicFile(path: output) } catch { throw unwritable(output, error) }
    }

    private static func unwritable(_ output: String, _ error: CheckpointError) -> any Error {
        guard case .file(let fault) = error else { return error }
        let folder = AtomicFile.folder(of: output)
        // It is the folder that a new name and a rename need.
        let isOfFolder = [ENOENT, EACCES, EPERM, EROFS].contains(fault.code) && access(folder.pathBytes, W_OK) != 0
        return CommandError.unwritable(
            file: output.isEmpty ? "\"\"" : output,
            reason: (isOfFolder && !output.isEmpty ? "\(folder): " : "") + fault.reason)
    }
}
