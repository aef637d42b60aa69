import TestSupport
import Testing

/// What a person gets who gives a language model's verbs something they cannot use.
@Suite("Bad input of a language model", .serialized) struct BadTextTests {
    private let trial = Trial(task: .languageModel)
    private var folder: TemporaryFolder { trial.folder }

    private func train(_ text: String, _ more: [String] = []) throws -> Executable.Run {
        try trial.train(text, ["--quiet"] + more)
    }

    @Test(arguments: BadFile.allCases) func badText(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try train(path), "\(path):")
        expectFault(try train(folder.write(Trial.data, to: "good.txt"), ["--valid", path]), "\(path):")
        #expect(!folder.names.contains("model.weft"))
        expectFault(try Executable.run(["evaluate", try trial.model(), path]), "\(path):")
    }

    @Test(arguments: BadFile.allCases) func badModel(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try Executable.run(["generate", path]), "\(path):")
        expectFault(try Executable.run(["evaluate", path, folder.write(Trial.data, to: "good.txt")]), "\(path):")
    }

    @Test func modelOfAnotherTask() throws {
        let path = try trial.model()
        expectFault(
            try Executable.run(["classify", path], input: "x\n"),
            "\(path): expected a classifier model, found a language-model model")
    }

    @Test(arguments: ["a", "aaaa bbb"]) func tooShortText(text: String) throws {
        expectFault(try train(folder.write(text, to: "short.txt")), "expected a training text of at least 16 tokens")
    }

    @Test func tenMegabyteLine() throws {
        let line = folder.write(String(repeating: "long line of many words ", count: 420_000), to: "long.txt")
        let run = try train(line, ["--time-limit", "0.01"])
        #expect(run.code == 0, "\(run.error)")
        let generated = try Executable.run(["generate", folder.file("model.weft"), "--length", "10"])
        #expect(generated.code == 0 && generated.output.count == 11, "\(generated)")
    }

    @Test func outputThatCannotBeWritten() throws {
        let text = folder.write(Trial.data, to: "good.txt")
        expectFault(try trial.train(text, output: folder.file("no/such/m.weft")), "m.weft")
        expectFault(try train(text, ["--checkpoint", folder.file("no/such/state")]), "state")
        expectFault(try trial.train(text, output: folder.path), folder.path)
        #expect(folder.names == ["good.txt"])
    }

    @Test func trainingStateForAModel() throws {
        let text = folder.write(Trial.data, to: "good.txt"), state = folder.file("state")
        #expect(try train(text, ["--checkpoint", state, "--checkpoint-every", "1"]).code == 0)
        expectFault(try Executable.run(["generate", state]), "\(state): expected a finished model")
        expectFault(try train(text, ["--resume", state, "--dropout", "0.5"]), "other options")
        let documents = folder.write("odd\tone\neven\ttwo\nodd\tthree\n", to: "documents.tsv")
        expectFault(
            try Trial(task: .classifier).train(documents, ["--resume", state, "--quiet"]),
            "\(state): expected a classifier model, found a language-model model")
        #expect(try train(text, ["--resume", state]).code == 0)
    }

    @Test(arguments: ["--window=0", "--layers=0", "--validate-every=0", "--learning-rate=1e6", "--clip=-1"])
    func wrongUsage(option: String) throws {
        let run = try train(folder.write(Trial.data, to: "good.txt"), [option])
        #expect(run.code == 64, "\(run.error)")
    }
}
