import WeftCheckpoint
import WeftCorpora

/// A folder of documents that is read. A file written into it would be a document the next time, and one of its
/// documents is lost when it is written over.
struct FolderUse {
    private let path: String
    /// The folders in it, each of a class, which links may have put elsewhere.
    private let classes: [String]
    private let identities: Set<FileIdentity>

    /// Looks at the folder; nil where the path is none.
    init?(_ path: String) {
        guard let identity = FileIdentity(path), identity.isFolder else { return nil }
        self.path = path
        let names = (try? FolderReader.names(in: path)) ?? []
        classes = names.map { "\(path)/\($0)" }.filter { FileIdentity($0)?.isFolder ?? false }
        identities = Set(classes.compactMap { FileIdentity($0) } + [identity])
    }

    /// - Throws: `CommandError` if the output lies in the folder or is one of its documents.
    func check(_ output: String, target: String) throws {
        var above = AtomicFile.folder(of: target), last: FileIdentity?
        while let next = FileIdentity(above), next != last {
            if identities.contains(next) {
                throw CommandError.unexpected(
                    file: output, line: nil, expected: "a file outside of the folder \(path), which is read",
                    found: "one in it")
            }
            last = next
            above += "/.."
        }
        guard let existing = FileIdentity(target) else { return }
        for name in classes {
            for document in (try? FolderReader.names(in: name)) ?? []
            where FileIdentity("\(name)/\(document)") == existing {
                throw FileUse.fault(output, sharedWith: "\(name)/\(document), which is read")
            }
        }
    }
}
