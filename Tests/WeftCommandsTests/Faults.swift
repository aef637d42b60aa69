import TestSupport
import Testing

/// Expects what a person gets for something that cannot be used: one line that begins with our name and says what was
/// found, nothing on standard output, and the exit code for bad data.
func expectFault(
    _ run: Executable.Run, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(run.code == 1, "\(run.error)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    let lines = run.error.split(separator: "\n")
    #expect(lines.count == 1 && run.error.hasPrefix("weft: "), "\(run.error)", sourceLocation: sourceLocation)
    for part in parts { #expect(run.error.contains(part), "\(run.error)", sourceLocation: sourceLocation) }
}

/// What can be given for a file of documents, a text or a model, none of which it is.
enum BadFile: String, CaseIterable {
    case missing, folder, empty, random

    /// Makes the file; nothing for the missing one.
    func make(in folder: TemporaryFolder) -> String {
        let name = "\(rawValue).tsv"
        switch self {
        case .missing: break
        case .folder: folder.makeFolder(name)
        case .empty: folder.write([], to: name)
        case .random: folder.write(randomBytes(20_000, seed: 7), to: name)
        }
        return folder.file(name)
    }
}
