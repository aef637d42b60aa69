import TestSupport
import Testing

/// What a person gets who gives a classifier's verbs something they cannot use: one clear line, exit code 1, and nothing
/// lost.
@Suite("Bad input of a classifier", .serialized) struct BadInputTests {
    private let trial = Trial(task: .classifier)
    private var folder: TemporaryFolder { trial.folder }

    private func train(_ corpus: String, _ more: [String] = []) throws -> Executable.Run {
        try trial.train(corpus, ["--quiet"] + more)
    }

    @Test(arguments: BadFile.allCases) func badDocuments(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try train(path, ["--format", "tsv"]), "\(path):")
        let good = folder.write(Trial.data, to: "train.tsv")
        expectFault(try train(good, ["--format", "tsv", "--test", path]), "\(path):")
        expectFault(try train(good, ["--format", "tsv", "--valid", path]), "\(path):")
        #expect(!folder.names.contains("model.weft"))
        expectFault(try Executable.run(["evaluate", try trial.model(), path, "--format", "tsv"]), "\(path):")
        let classified = try Executable.run(["classify", folder.file("model.weft"), path, "--quiet"])
        switch bad {
        case .missing, .folder: expectFault(classified, "\(path):")
        // No line, no label.
        case .empty: #expect(classified == Executable.Run(code: 0, output: "", error: ""))
        // Lines before the first NUL are classified.
        case .random: #expect(classified.code == 1 && classified.error.hasPrefix("weft: \(path):"))
        }
    }

    @Test(arguments: BadFile.allCases) func badModel(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try Executable.run(["classify", path], input: "x\n"), "\(path):")
        expectFault(try Executable.run(["evaluate", path, folder.write(Trial.data, to: "test.tsv")]), "\(path):")
        expectFault(try Executable.run(["inspect", path]), "\(path):")
    }

    @Test func modelOfAnotherTask() throws {
        let path = try trial.model()
        expectFault(
            try Executable.run(["generate", path]), "\(path): expected a language-model model, found a classifier model"
        )
    }

    @Test func oneClass() throws {
        let one = folder.write("a\tx\na\ty\n", to: "one.tsv")
        expectFault(try train(one), "at least two labels", "only the label \"a\"")
    }

    @Test("labels that a person would take for one, and headers, are told once a kind")
    func oddLabels() throws {
        let odd = "odd \ta\n\u{200B}odd\tb\nOdd\tc\nOdd\td\nnew york\te\nnew\u{A0}york\tf\n"
        let path = folder.write("label\ttext\n" + Trial.data + odd, to: "odd.tsv")
        let run = try trial.train(path)
        #expect(run.code == 0)
        let notes = run.error.split(separator: "\n").filter { $0.hasPrefix("\(path): ") }.map {
            $0.dropFirst(path.count + 2)
        }
        #expect(
            notes == [
                "2 labels have spaces or invisible characters at their ends, which are left off; the first is \"odd \" at \(path):26",
                "labels that differ in nothing that can be seen are classes of their own: \"new york\" and \"new\\u00a0york\"",
                "labels that differ in upper and lower case alone are classes of their own: \"Odd\" and \"odd\"",
                "line 1 looks like a header, and is read as a document of the class \"label\": \"text\"",
            ])
    }

    @Test("labels that fastText's form drops are told")
    func furtherLabels() throws {
        let lines = String(repeating: "__label__odd one\n__label__even two __label__odd\n", count: 6)
        let run = try trial.train(folder.write(lines, to: "more.txt"))
        #expect(run.code == 0 && run.error.contains("more.txt: 6 further labels of documents are left out"))
    }

    @Test func labelNeverSeen() throws {
        let test = folder.write("odd\tfine\nunheard\tdocument\n", to: "test.tsv")
        let expected = "\(test):2: expected one of the model's labels (even, odd), found \"unheard\""
        let good = folder.write(Trial.data, to: "train.tsv")
        expectFault(try train(good, ["--test", test]), expected)
        expectFault(try train(good, ["--valid", test]), expected)
        #expect(!folder.names.contains("model.weft"))
        expectFault(try Executable.run(["evaluate", try trial.model(), test]), expected)
    }

    @Test func lineWithoutALabel() throws {
        let path = folder.write(Trial.data + "no label here\n", to: "train.tsv")
        let expected = "\(path):25: expected label<TAB>text, found \"no label here\""
        expectFault(try train(path), expected)
        expectFault(
            try Executable.run(["evaluate", try trial.model(), folder.write("no label here\n", to: "test.tsv")]),
            "test.tsv:1:")
    }

    @Test func truncatedCompression() throws {
        folder.write([0x28, 0xB5, 0x2F, 0xFD, 0x04], to: "cut.tsv.zst")
        expectFault(try train(folder.file("cut.tsv.zst")), "cut.tsv.zst")
    }

    @Test func outputThatCannotBeWritten() throws {
        let corpus = folder.write(Trial.data, to: "train.tsv")
        expectFault(try trial.train(corpus, output: folder.file("no/such/folder/m.weft")), "m.weft")
        expectFault(try train(corpus, ["--checkpoint", folder.file("no/such/state")]), "state")
        expectFault(try trial.train(corpus, output: folder.path), folder.path)
        #expect(folder.names == ["train.tsv"])
    }

    @Test func tenMegabyteLine() throws {
        let words = String(repeating: "long line of many words ", count: 420_000)
        let corpus = folder.write(Trial.data + "odd\t" + words + "\n", to: "long.tsv")
        let run = try train(corpus)
        #expect(run.code == 0, "\(run.error)")
        let classified = try Executable.run(["classify", folder.file("model.weft")], input: words + "\nshort\n")
        #expect(classified.code == 0, "\(classified.error)")
        #expect(classified.output.split(separator: "\n").count == 2)
        let judged = try Executable.run(["evaluate", folder.file("model.weft"), corpus, "--json"])
        #expect(judged.code == 0 && judged.output.contains("\"n\":25"), "\(judged.error)")
    }

    @Test func damagedModel() throws {
        _ = try trial.model()
        let model = folder.read("model.weft")
        folder.write(Array(model.prefix(model.count / 2)), to: "cut.weft")
        expectFault(try Executable.run(["classify", folder.file("cut.weft")], input: "x\n"), "cut.weft")
        var flipped = model
        flipped[model.count / 3] ^= 0x10
        folder.write(flipped, to: "flipped.weft")
        expectFault(try Executable.run(["inspect", folder.file("flipped.weft")]), "flipped.weft")
    }

    @Test func trainingStateForAModel() throws {
        let corpus = folder.write(Trial.data, to: "train.tsv")
        let state = folder.file("state")
        #expect(try train(corpus, ["--checkpoint", state, "--checkpoint-every", "1"]).code == 0)
        let output = folder.file("small.weft")
        for verb in [
            ["classify", state], ["evaluate", state, corpus], ["quantize", state, "-o", output],
            ["quantize", state, "-o", output, "--test", corpus], ["benchmark", "load", state],
        ] {
            expectFault(
                try Executable.run(verb, input: "x\n"), "\(state): expected a finished model, found a training state")
        }
        expectFault(try train(corpus, ["--resume", state, "--dropout", "0.1"]), "other options")
        #expect(try train(corpus, ["--resume", state]).code == 0)
        #expect(try train(corpus, ["--resume", state, "--time-limit", "1000"]).code == 0)
        _ = try trial.model()
        folder.write(folder.read("model.weft"), to: "other.weft")
        // Before the data are read.
        for data in [corpus, folder.file("missing.tsv")] {
            expectFault(
                try train(data, ["--resume", folder.file("other.weft")]), "other.weft: expected a training state")
        }
    }

    @Test func emptyLinesAndBrokenTextAreClassified() throws {
        let run = try Executable.run(["classify", try trial.model(), "--json"], input: "\n\u{FFFD}\n👩‍👩‍👧\n")
        #expect(run.code == 0)
        #expect(run.output.split(separator: "\n").count == 3)
    }

    @Test func tenThousandLabels() throws {
        let documents = (0..<10_000).map { "label\($0)\tword\($0) a\nlabel\($0)\tword\($0) b\n" }.joined()
        let run = try train(folder.write(documents, to: "many.tsv"), ["--batch", "512"])
        #expect(run.code == 0, "\(run.error)")
        let test = folder.write("label7\tword7 c\nlabel9999\tword9999\n", to: "test.tsv")
        let judged = try Executable.run(["evaluate", folder.file("model.weft"), test, "--json"])
        #expect(judged.code == 0 && judged.output.contains("\"n\":2"), "\(judged.error)")
    }

    @Test(arguments: [
        "--epochs=0", "--dropout=1.5", "--hidden=0", "--cell=none", "--valid=2", "--learning-rate=1e6",
        "--learning-rate=nan",
    ])
    func wrongUsage(option: String) throws {
        let run = try train(folder.write(Trial.data, to: "train.tsv"), [option])
        #expect(run.code == 64, "\(run.error)")
    }
}
