import TestSupport
import Testing

/// What a person gets who gives a classifier's verbs something they cannot use: one clear line, exit code 1, and nothing
/// lost.
@Suite("Bad input of a classifier", .serialized) struct BadInputTests {
    private let folder = TemporaryFolder()

    /// Labelled documents that train in a moment.
    private static let good = (0..<12).map { "\($0 % 2 == 0 ? "odd" : "even")\tdocument number \($0)\n" }.joined()

    private static let quick = [
        "--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1", "--no-baseline", "--quiet",
        "--min-count", "1",
    ]

    private func file(_ name: String, _ text: String) -> String {
        folder.write(Array(text.utf8), to: name)
        return folder.file(name)
    }

    private func train(_ corpus: String, _ more: [String] = []) throws -> Executable.Run {
        try Executable.run(
            ["train", "classifier", corpus, "--output", folder.file("model.weft")] + Self.quick + more)
    }

    /// The path of a trained model.
    private func model() throws -> String {
        let run = try train(file("train.tsv", Self.good))
        #expect(run.code == 0, "\(run.error)")
        return folder.file("model.weft")
    }

    @Test(arguments: BadFile.allCases) func badDocuments(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try train(path, ["--format", "tsv"]), "\(path):")
        expectFault(try train(file("train.tsv", Self.good), ["--format", "tsv", "--test", path]), "\(path):")
        expectFault(try train(file("train.tsv", Self.good), ["--format", "tsv", "--valid", path]), "\(path):")
        #expect(!folder.names.contains("model.weft"))
        expectFault(try Executable.run(["evaluate", try model(), path, "--format", "tsv"]), "\(path):")
        let classified = try Executable.run(["classify", folder.file("model.weft"), path, "--quiet"])
        switch bad {
        case .missing, .folder: expectFault(classified, "\(path):")
        // No line, no label; and any bytes are a text.
        case .empty: #expect(classified == Executable.Run(code: 0, output: "", error: ""))
        case .random: #expect(classified.code == 0 && classified.output.contains("\t0."))
        }
    }

    @Test(arguments: BadFile.allCases) func badModel(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try Executable.run(["classify", path], input: "x\n"), "\(path):")
        expectFault(try Executable.run(["evaluate", path, file("test.tsv", Self.good)]), "\(path):")
        expectFault(try Executable.run(["inspect", path]), "\(path):")
    }

    @Test func modelOfAnotherTask() throws {
        let path = try model()
        expectFault(
            try Executable.run(["generate", path]), "\(path): expected a language-model model, found a classifier model"
        )
    }

    @Test func oneClass() throws {
        let one = file("one.tsv", "a\tx\na\ty\n")
        expectFault(try train(one), "at least two labels", "only the label \"a\"")
    }

    @Test func labelNeverSeen() throws {
        let test = file("test.tsv", "odd\tfine\nunheard\tdocument\n")
        let expected = "\(test):2: expected one of the model's labels (even, odd), found \"unheard\""
        expectFault(try train(file("train.tsv", Self.good), ["--test", test]), expected)
        expectFault(try train(file("train.tsv", Self.good), ["--valid", test]), expected)
        #expect(!folder.names.contains("model.weft"))
        expectFault(try Executable.run(["evaluate", try model(), test]), expected)
    }

    @Test func lineWithoutALabel() throws {
        let path = file("train.tsv", Self.good + "no label here\n")
        let expected = "\(path):13: expected label<TAB>text, found \"no label here\""
        expectFault(try train(path), expected)
        expectFault(try Executable.run(["evaluate", try model(), file("test.tsv", "no label here\n")]), "test.tsv:1:")
    }

    @Test func truncatedCompression() throws {
        folder.write([0x28, 0xB5, 0x2F, 0xFD, 0x04], to: "cut.tsv.zst")
        expectFault(try train(folder.file("cut.tsv.zst")), "cut.tsv.zst")
    }

    @Test func outputThatCannotBeWritten() throws {
        let corpus = file("train.tsv", Self.good)
        let nowhere = try Executable.run(
            ["train", "classifier", corpus, "--output", folder.file("no/such/folder/m.weft")] + Self.quick)
        expectFault(nowhere, "m.weft")
        let onFolder = try Executable.run(["train", "classifier", corpus, "--output", folder.path] + Self.quick)
        expectFault(onFolder, folder.path)
    }

    @Test func tenMegabyteLine() throws {
        let words = String(repeating: "long line of many words ", count: 420_000)
        let corpus = file("long.tsv", Self.good + "odd\t" + words + "\n")
        let run = try train(corpus)
        #expect(run.code == 0, "\(run.error)")
        let classified = try Executable.run(["classify", folder.file("model.weft")], input: words + "\nshort\n")
        #expect(classified.code == 0, "\(classified.error)")
        #expect(classified.output.split(separator: "\n").count == 2)
        let judged = try Executable.run(["evaluate", folder.file("model.weft"), corpus, "--json"])
        #expect(judged.code == 0 && judged.output.contains("\"n\":13"), "\(judged.error)")
    }

    @Test func damagedModel() throws {
        let model = folder.read(String(try model().dropFirst(folder.path.count + 1)))
        folder.write(Array(model.prefix(model.count / 2)), to: "cut.weft")
        expectFault(try Executable.run(["classify", folder.file("cut.weft")], input: "x\n"), "cut.weft")
        var flipped = model
        flipped[model.count / 3] ^= 0x10
        folder.write(flipped, to: "flipped.weft")
        expectFault(try Executable.run(["inspect", folder.file("flipped.weft")]), "flipped.weft")
    }

    @Test func trainingStateForAModel() throws {
        let corpus = file("train.tsv", Self.good)
        let state = folder.file("state")
        #expect(try train(corpus, ["--checkpoint", state, "--checkpoint-every", "1"]).code == 0)
        expectFault(try Executable.run(["classify", state], input: "x\n"), "state")
        expectFault(try train(corpus, ["--resume", state, "--dropout", "0.1"]), "other options")
        #expect(try train(corpus, ["--resume", state]).code == 0)
        #expect(try train(corpus, ["--resume", state, "--time-limit", "1000"]).code == 0)
        expectFault(try train(corpus, ["--resume", try model()]), "model.weft: expected a training state")
    }

    @Test func emptyLinesAndBrokenTextAreClassified() throws {
        let run = try Executable.run(["classify", try model(), "--json"], input: "\n\u{FFFD}\n👩‍👩‍👧\n")
        #expect(run.code == 0)
        #expect(run.output.split(separator: "\n").count == 3)
    }

    @Test func tenThousandLabels() throws {
        let documents = (0..<10_000).map { "label\($0)\tword\($0) a\nlabel\($0)\tword\($0) b\n" }.joined()
        let run = try train(file("many.tsv", documents), ["--batch", "512"])
        #expect(run.code == 0, "\(run.error)")
        let test = file("test.tsv", "label7\tword7 c\nlabel9999\tword9999\n")
        let judged = try Executable.run(["evaluate", folder.file("model.weft"), test, "--json"])
        #expect(judged.code == 0 && judged.output.contains("\"n\":2"), "\(judged.error)")
    }

    @Test(arguments: [
        "--epochs=0", "--dropout=1.5", "--hidden=0", "--cell=none", "--valid=2", "--learning-rate=1e6",
        "--learning-rate=nan",
    ])
    func wrongUsage(option: String) throws {
        let run = try Executable.run(
            ["train", "classifier", file("train.tsv", Self.good), "--output", folder.file("m.weft"), option])
        #expect(run.code == 64, "\(run.error)")
    }
}
