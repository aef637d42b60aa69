import Foundation
import TestSupport
import Testing

/// What a person gets who gives the tool something it cannot use: one clear line, exit code 1, and nothing lost.
@Suite("Bad input", .serialized) struct BadInputTests {
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

    /// One line that begins with our name, names what was found, and the code for bad data.
    private func expectFault(
        _ run: Executable.Run, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(run.code == 1, "\(run.error)", sourceLocation: sourceLocation)
        let lines = run.error.split(separator: "\n")
        #expect(lines.count == 1 && run.error.hasPrefix("weft: "), "\(run.error)", sourceLocation: sourceLocation)
        for part in parts {
            #expect(run.error.contains(part), "\(run.error)", sourceLocation: sourceLocation)
        }
    }

    @Test func missingFile() throws { expectFault(try train(folder.file("none.tsv")), "none.tsv") }

    @Test func folderForAFile() throws {
        folder.makeFolder("corpus.tsv")
        expectFault(try train(folder.file("corpus.tsv"), ["--format", "tsv"]), "corpus.tsv")
    }

    @Test func emptyFile() throws { expectFault(try train(file("empty.tsv", "")), "empty.tsv") }

    @Test func oneClass() throws {
        expectFault(try train(file("one.tsv", "a\tx\na\ty\n")), "at least two labels", "only the label \"a\"")
    }

    @Test func labelNeverSeen() throws {
        let test = file("test.tsv", "odd\tfine\nunheard\tdocument\n")
        expectFault(try train(file("train.tsv", Self.good), ["--test", test]), "test.tsv:2", "unheard")
    }

    @Test func lineWithoutALabel() throws {
        expectFault(try train(file("train.tsv", Self.good + "no label here\n")), "train.tsv:13")
    }

    @Test func binaryData() throws {
        folder.write([0x61, 0x09, 0x00, 0x01, 0x02, 0x0A], to: "binary.tsv")
        expectFault(try train(folder.file("binary.tsv")), "binary.tsv")
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
    }

    @Test func damagedModel() throws {
        #expect(try train(file("train.tsv", Self.good)).code == 0)
        let model = folder.read("model.weft")
        folder.write(Array(model.prefix(model.count / 2)), to: "cut.weft")
        expectFault(try Executable.run(["classify", folder.file("cut.weft")], input: "x\n"), "cut.weft")
        var flipped = model
        flipped[model.count / 3] ^= 0x10
        folder.write(flipped, to: "flipped.weft")
        expectFault(try Executable.run(["inspect", folder.file("flipped.weft")]), "flipped.weft")
        folder.write(Array(Self.good.utf8), to: "text.weft")
        expectFault(try Executable.run(["classify", folder.file("text.weft")], input: "x\n"), "text.weft")
    }

    @Test func trainingStateForAModel() throws {
        let corpus = file("train.tsv", Self.good)
        let state = folder.file("state")
        #expect(try train(corpus, ["--checkpoint", state, "--checkpoint-every", "1"]).code == 0)
        expectFault(try Executable.run(["classify", state], input: "x\n"), "state")
        expectFault(try train(corpus, ["--resume", state, "--dropout", "0.1"]), "other options")
        #expect(try train(corpus, ["--resume", state]).code == 0)
    }

    @Test func fullDiskLeavesTheOldModel() throws {
        let corpus = file("train.tsv", Self.good)
        #expect(try train(corpus).code == 0)
        let before = folder.read("model.weft")
        let run = try Executable.run(
            ["train", "classifier", corpus, "--output", folder.file("model.weft"), "--seed", "2"] + Self.quick,
            fileBlocks: 2)
        expectFault(run, "model.weft")
        #expect(folder.read("model.weft") == before)
        #expect(folder.names.sorted() == ["model.weft", "train.tsv"])
    }

    @Test func emptyLinesAndBrokenTextAreClassified() throws {
        #expect(try train(file("train.tsv", Self.good)).code == 0)
        let run = try Executable.run(["classify", folder.file("model.weft"), "--json"], input: "\n\u{FFFD}\n👩‍👩‍👧\n")
        #expect(run.code == 0)
        #expect(run.output.split(separator: "\n").count == 3)
    }

    @Test(arguments: ["--epochs=0", "--dropout=1.5", "--hidden=0", "--cell=none", "--valid=2"])
    func wrongUsage(option: String) throws {
        let run = try Executable.run(
            ["train", "classifier", file("train.tsv", Self.good), "--output", folder.file("m.weft"), option])
        #expect(run.code == 64, "\(run.error)")
    }
}
