import TestSupport
import Testing

/// `weft … | head -1`: whoever read the results has gone, which is no fault.
@Suite("A reader that goes early", .serialized) struct EarlyEndTests {
    /// More lines than a pipe holds.
    private static let lines = String(repeating: "odd\tthe river and the boat\n", count: 50_000)

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
        let trial = Trial(task: .classifier)
        try expectQuietEnd(["classify", try trial.model()] + options)
    }

    @Test func generate() throws {
        let trial = Trial(task: .languageModel)
        try expectQuietEnd(["generate", try trial.model(), "--prompt", "a\n", "--length", "200000"])
    }
}
