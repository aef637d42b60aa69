import TestSupport
import Testing

/// `weft … | head -1`: whoever read the results has gone, which is no fault.
@Suite("A reader that goes early", .serialized) struct EarlyEndTests {
    private let folder = TemporaryFolder()

    /// More lines than a pipe holds.
    private static let lines = String(repeating: "odd\tthe river and the boat\n", count: 50_000)

    private static let quick = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1", "--quiet"]

    private func model(_ task: String) throws -> String {
        let lines = String(repeating: "odd\tthe river and the boat\neven\tthe loaf\n", count: 100)
        folder.write(Array(lines.utf8), to: "train.tsv")
        let run = try Executable.run(
            ["train", task, folder.file("train.tsv"), "--output", folder.file("model.weft")] + Self.quick)
        #expect(run.code == 0, "\(run.error)")
        return folder.file("model.weft")
    }

    private func expectQuietEnd(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        for reader in [Executable.Reader.firstLine, .nobody] {
            let run = try Executable.run(arguments + ["--quiet"], input: Self.lines, reader: reader)
            #expect(run.code == 0 && run.error.isEmpty, "\(run)", sourceLocation: sourceLocation)
            #expect(run.output.isEmpty == (reader == .nobody), sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [[], ["--json"], ["--all"]]) func tokenize(options: [String]) throws {
        try expectQuietEnd(["tokenize"] + options)
    }

    @Test(arguments: [[], ["--json"], ["--explain"]]) func classify(options: [String]) throws {
        try expectQuietEnd(["classify", try model("classifier")] + options)
    }

    @Test func generate() throws {
        try expectQuietEnd(["generate", try model("language-model"), "--prompt", "a\n", "--length", "200000"])
    }
}
