import TestSupport
import Testing

/// What a person gets who gives a language model's verbs something they cannot use.
@Suite("Bad input of a language model", .serialized) struct BadTextTests {
    private let folder = TemporaryFolder()

    private static let good = String(repeating: "A tall ship sails at dawn.\nThe tide turns slowly.\n", count: 20)

    private static let quick = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1", "--quiet"]

    private func file(_ name: String, _ text: String) -> String {
        folder.write(Array(text.utf8), to: name)
        return folder.file(name)
    }

    private func train(_ text: String, _ more: [String] = []) throws -> Executable.Run {
        try Executable.run(
            ["train", "language-model", text, "--output", folder.file("model.weft")] + Self.quick + more)
    }

    /// The path of a trained model.
    private func model() throws -> String {
        let run = try train(file("good.txt", Self.good))
        #expect(run.code == 0, "\(run.error)")
        return folder.file("model.weft")
    }

    @Test(arguments: BadFile.allCases) func badText(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try train(path), "\(path):")
        expectFault(try train(file("good.txt", Self.good), ["--valid", path]), "\(path):")
        #expect(!folder.names.contains("model.weft"))
        expectFault(try Executable.run(["evaluate", try model(), path]), "\(path):")
    }

    @Test(arguments: BadFile.allCases) func badModel(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try Executable.run(["generate", path]), "\(path):")
        expectFault(try Executable.run(["evaluate", path, file("good.txt", Self.good)]), "\(path):")
    }

    @Test func modelOfAnotherTask() throws {
        let path = try model()
        expectFault(
            try Executable.run(["classify", path], input: "x\n"),
            "\(path): expected a classifier model, found a language-model model")
    }

    @Test(arguments: ["a", "aaaa bbb"]) func tooShortText(text: String) throws {
        expectFault(try train(file("short.txt", text)), "expected a training text of at least 16 tokens")
    }

    @Test func tenMegabyteLine() throws {
        let line = file("long.txt", String(repeating: "long line of many words ", count: 420_000))
        let run = try train(line, ["--time-limit", "0.01"])
        #expect(run.code == 0, "\(run.error)")
        let generated = try Executable.run(["generate", folder.file("model.weft"), "--length", "10"])
        #expect(generated.code == 0 && generated.output.count == 11, "\(generated)")
    }

    @Test func outputThatCannotBeWritten() throws {
        let text = file("good.txt", Self.good)
        let nowhere = try Executable.run(
            ["train", "language-model", text, "--output", folder.file("no/such/m.weft")] + Self.quick)
        expectFault(nowhere, "m.weft")
        expectFault(try train(text, ["--checkpoint", folder.file("no/such/state")]), "state")
        expectFault(
            try Executable.run(["train", "language-model", text, "--output", folder.path] + Self.quick), folder.path)
        #expect(folder.names == ["good.txt"])
    }

    @Test func trainingStateForAModel() throws {
        let text = file("good.txt", Self.good), state = folder.file("state")
        #expect(try train(text, ["--checkpoint", state, "--checkpoint-every", "1"]).code == 0)
        expectFault(try Executable.run(["generate", state]), "\(state): expected a finished model")
        expectFault(try train(text, ["--resume", state, "--dropout", "0.5"]), "other options")
        let documents = file("documents.tsv", "odd\tone\neven\ttwo\nodd\tthree\n")
        let classifier = ["train", "classifier", documents, "--output", folder.file("c.weft"), "--resume", state]
        expectFault(
            try Executable.run(classifier + Self.quick),
            "\(state): expected a classifier model, found a language-model model")
        #expect(try train(text, ["--resume", state]).code == 0)
    }

    @Test(arguments: ["--window=0", "--layers=0", "--validate-every=0", "--learning-rate=1e6", "--clip=-1"])
    func wrongUsage(option: String) throws {
        let run = try train(file("good.txt", Self.good), [option])
        #expect(run.code == 64, "\(run.error)")
    }
}
