import Foundation
import TestSupport
import Testing

/// The files under vocab/ are what their commands in vocab/README.md make.
@Suite("Vocabulary files") struct VocabularyFilesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func areMadeByTheirCommands() throws {
        let readme = try String(contentsOf: Self.root.appending(path: "vocab/README.md"), encoding: .utf8)
        let commands = readme.split(separator: "`").filter { $0.hasPrefix("weft vocabulary build ") }
        #expect(commands.count == 3)
        let folder = TemporaryFolder()
        for command in commands {
            var words = command.split(separator: " ").dropFirst().map(String.init)
            let committed = words.removeLast()
            words.append(folder.file("vocabulary.txt"))
            let run = try Executable.run(words, in: Self.root)
            #expect(run.code == 0, "\(run.error)")
            let expected = try Data(contentsOf: Self.root.appending(path: committed))
            #expect(folder.read("vocabulary.txt") == Array(expected), "\(committed)")
        }
    }
}
