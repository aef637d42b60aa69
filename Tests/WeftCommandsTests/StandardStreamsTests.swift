import TestSupport
import Testing

/// Streams that are closed, or cannot take what is written.
@Suite("Standard streams") struct StandardStreamsTests {
    private func run(_ arguments: [String], _ redirection: String, input: String = "odd\tone\n") throws
        -> Executable.Run
    {
        try Executable.run(
            arguments, input: input, by: ["/bin/sh", "-c", "exec \"$0\" \"$@\" \(redirection)"])
    }

    @Test(
        "a closed standard input is a fault, and no other file is read in its place",
        arguments: [
            ["classify", "MODEL"], ["classify", "MODEL", "-"], ["evaluate", "MODEL", "-"], ["tokenize"],
            ["tokenize", "-"],
            ["vocabulary", "show", "-"], ["vocabulary", "build", "-", "-o", "/tmp/weft-none"],
            ["train", "classifier", "-", "-o", "/tmp/weft-none"],
            ["train", "language-model", "-", "-o", "/tmp/weft-none"],
        ])
    func closedInput(arguments: [String]) throws {
        let trial = Trial(task: .classifier), model = try trial.model()
        for closed in ["<&-", "<&- 3<&-"] {
            let run = try run(arguments.map { $0 == "MODEL" ? model : $0 }, closed)
            expectFault(run, "standard input: cannot read: it is closed")
        }
    }

    @Test(
        "results that nobody can get are a fault",
        arguments: [
            ["tokenize"], ["help"], ["--help"], ["--version"], ["tokenize", "--help"], ["train", "--help"],
            ["help", "classify"],
        ])
    func closedOutput(arguments: [String]) throws {
        expectFault(try run(arguments, ">&-"), "standard output: expected a writable file, found: it is closed")
        #expect(try run(arguments, ">&- 2>&-").code == 1)
        #if os(Linux)
            expectFault(try run(arguments, "> /dev/full"), "No space left on device")
        #endif
    }

    @Test("a closed standard error changes nothing") func closedError() throws {
        let run = try run(["tokenize"], "2>&-")
        #expect(run == Executable.Run(code: 0, output: "odd one\n", error: ""))
        #expect(try self.run(["--none"], "2>&-").code == 64)
    }

    @Test("a model is not written where a closed stream was") func trainingWithoutStreams() throws {
        let trial = Trial(task: .classifier)
        let run = try trial.train(
            trial.folder.write(Trial.data, to: "data.tsv"),
            by: ["/bin/sh", "-c", "exec \"$0\" \"$@\" <&- >&- 2>&-"])
        #expect(run.code == 1)
        #expect(try Executable.run(["inspect", trial.folder.file("model.weft")]).code == 0)
    }
}
