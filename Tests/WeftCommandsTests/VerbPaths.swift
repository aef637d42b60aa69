import Foundation
import TestSupport
import Testing

/// A verb, and the arguments of it that name files.
struct VerbPaths: CustomTestStringConvertible, Sendable {
    /// An argument that names a file.
    struct Path: Equatable, Sendable {
        /// The option, or the name of a positional argument.
        let name: String
        var isOption = false
        /// A file that ``VerbFiles`` makes, or the name of one that is made by the verb.
        let file: String
    }

    let verb: [String]
    var reads: [Path] = []
    var writes: [Path] = []
    /// Arguments that make it quick.
    var others: [String] = []

    var testDescription: String { verb.joined(separator: " ") }
    var paths: [Path] { reads + writes }

    /// The same without a state to go on from, which has no step left to make.
    var fresh: VerbPaths {
        var fresh = self
        fresh.reads.removeAll { $0.name == "resume" }
        return fresh
    }

    /// The command with some of its files replaced, in a folder.
    func arguments(_ replaced: [String: String] = [:]) -> [String] {
        verb + others
            + paths.flatMap { path in
                let file = replaced[path.name] ?? path.file
                return path.isOption ? ["--\(path.name)", file] : [file]
            }
    }

    /// Every verb that takes a file.
    static let all: [VerbPaths] = [
        VerbPaths(
            verb: ["train", "classifier"],
            reads: [
                Path(name: "train", file: "train.tsv"), Path(name: "test", isOption: true, file: "test.tsv"),
                Path(name: "valid", isOption: true, file: "valid.tsv"),
                Path(name: "resume", isOption: true, file: "classifier.state"),
            ],
            writes: [
                Path(name: "output", isOption: true, file: "new.weft"),
                Path(name: "checkpoint", isOption: true, file: "new.state"),
            ], others: small + ["--checkpoint-every", "1", "--no-baseline"]),
        VerbPaths(
            verb: ["train", "language-model"],
            reads: [
                Path(name: "text", file: "train.tsv"), Path(name: "valid", isOption: true, file: "valid.tsv"),
                Path(name: "resume", isOption: true, file: "language.state"),
            ],
            writes: [
                Path(name: "output", isOption: true, file: "new.weft"),
                Path(name: "checkpoint", isOption: true, file: "new.state"),
            ], others: small + ["--checkpoint-every", "1", "--window", "20"]),
        VerbPaths(
            verb: ["classify"],
            reads: [Path(name: "model", file: "classifier.weft"), Path(name: "files", file: "test.tsv")]),
        VerbPaths(
            verb: ["evaluate"],
            reads: [Path(name: "model", file: "classifier.weft"), Path(name: "data", file: "test.tsv")]),
        VerbPaths(
            verb: ["compare"],
            reads: [Path(name: "train", file: "train.tsv"), Path(name: "test", isOption: true, file: "test.tsv")],
            others: small + ["--cells", "elman"]),
        VerbPaths(verb: ["generate"], reads: [Path(name: "model", file: "language.weft")], others: ["--length", "5"]),
        VerbPaths(
            verb: ["quantize"],
            reads: [
                Path(name: "model", file: "classifier.weft"), Path(name: "test", isOption: true, file: "test.tsv"),
            ],
            writes: [Path(name: "output", isOption: true, file: "new.weft")], others: ["--allow-loss", "100"]),
        VerbPaths(verb: ["tokenize"], reads: [Path(name: "files", file: "test.tsv")]),
        VerbPaths(
            verb: ["vocabulary", "build"], reads: [Path(name: "corpora", file: "train.tsv")],
            writes: [Path(name: "output", isOption: true, file: "new.words")]),
        VerbPaths(verb: ["vocabulary", "show"], reads: [Path(name: "file", file: "words")]),
        VerbPaths(verb: ["inspect"], reads: [Path(name: "model", file: "classifier.weft")]),
        VerbPaths(
            verb: ["benchmark", "layer"], reads: [Path(name: "lengths", isOption: true, file: "lengths")],
            others: ["--config", "1,no,4,4,2,4", "--repeats", "1"]),
        VerbPaths(
            verb: ["benchmark", "classifier"], reads: [Path(name: "lengths", isOption: true, file: "lengths")],
            others: ["--layers", "1", "--hidden", "4", "--embedding", "4", "--batch", "2", "--repeats", "1"]),
        VerbPaths(
            verb: ["benchmark", "tokenize"], reads: [Path(name: "file", file: "test.tsv")], others: ["--repeats", "1"]),
        VerbPaths(
            verb: ["benchmark", "load"], reads: [Path(name: "model", file: "classifier.weft")],
            others: ["--repeats", "1"]),
    ]

    static let small = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1"]
}

/// The good files that every verb of ``VerbPaths`` reads, made once.
enum VerbFiles {
    private static let good: [String: [UInt8]] = {
        let folder = TemporaryFolder()
        for name in ["train.tsv", "test.tsv", "valid.tsv"] { folder.write(Trial.data, to: name) }
        folder.write("3\n2\n", to: "lengths")
        for (verb, kind) in zip(VerbPaths.all, ["classifier", "language"]) {
            _ = try? Executable.run(
                verb.fresh.arguments(["output": "\(kind).weft", "checkpoint": "\(kind).state"]),
                in: URL(filePath: folder.path))
        }
        _ = try? Executable.run(["vocabulary", "build", folder.file("train.tsv"), "-o", folder.file("words")])
        return Dictionary(folder.names.map { ($0, folder.read($0)) }) { first, _ in first }
    }()

    /// The files that must never change.
    static let names = good.keys.sorted()

    /// Copies them into a folder of a test's own.
    static func copy(into folder: TemporaryFolder) {
        for (name, bytes) in good { folder.write(bytes, to: name) }
    }

    /// Expects them in the folder as they were made.
    static func expectUnchanged(in folder: TemporaryFolder, sourceLocation: SourceLocation = #_sourceLocation) {
        for (name, bytes) in good { #expect(folder.read(name) == bytes, "\(name)", sourceLocation: sourceLocation) }
    }
}
