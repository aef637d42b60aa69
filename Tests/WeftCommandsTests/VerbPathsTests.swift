import Foundation
import TestSupport
import Testing

/// Every verb and every argument of it that names a file: what is there stays as it is, and what cannot be used is told in
/// one line.
@Suite("Every verb and every path") struct VerbPathsTests {
    /// Arguments that name no file.
    private static let others: Set = [
        "format", "text-column", "label-column", "level", "locale", "vocabulary-size", "layers", "hidden", "embedding",
        "min-count", "max-tokens", "pooling", "epochs", "optimizer", "learning-rate", "schedule", "weight-decay",
        "clip",
        "patience", "time-limit", "batch", "dropout", "token-dropout", "smoothing", "averaging", "cell", "cells",
        "checkpoint-every", "window", "validate-every", "prompt", "length", "temperature", "top-k", "top-p", "stop",
        "precision", "allow-loss", "form", "size", "memory", "top", "repeats", "config", "mode", "classes", "seed",
        "threads",
    ]

    private struct Command: Decodable {
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?

        struct Argument: Decodable {
            let kind: String
            let valueName: String?
            let preferredName: Name?
            struct Name: Decodable { let name: String }
            var name: String { preferredName?.name ?? valueName ?? "" }
        }

        /// The verbs in it, with the words that call them.
        func verbs(_ words: [String]) -> [(words: [String], command: Command)] {
            guard let subcommands, !subcommands.isEmpty else { return [(words, self)] }
            return subcommands.filter { $0.commandName != "help" }.flatMap { $0.verbs(words + [$0.commandName]) }
        }
    }

    private struct Tool: Decodable { let command: Command }

    @Test("the table has every verb and every path") func complete() throws {
        let dump = try Executable.run(["--experimental-dump-help"])
        for (words, command) in try JSONDecoder().decode(Tool.self, from: Data(dump.output.utf8)).command.verbs([]) {
            let paths = (command.arguments ?? []).filter { argument in
                argument.kind != "flag" && !Self.others.contains(argument.name)
                    // The text of `benchmark load` is a text, that of `train language-model` a file.
                    && !(argument.name == "text" && argument.kind == "option")
            }
            let entry = VerbPaths.all.first { $0.verb == words }
            #expect(Set(paths.map(\.name)) == Set(entry?.paths.map(\.name) ?? []), "\(words)")
        }
    }

    private let folder = TemporaryFolder()

    init() { VerbFiles.copy(into: folder) }

    private func run(_ verb: VerbPaths, _ replaced: [String: String] = [:]) throws -> Executable.Run {
        try Executable.run(verb.arguments(replaced) + ["--quiet"], in: URL(filePath: folder.path))
    }

    @Test("works with good files", arguments: VerbPaths.all) func good(verb: VerbPaths) throws {
        let run = try run(verb.fresh)
        #expect(run.code == 0 && run.error.isEmpty, "\(run)")
        VerbFiles.expectUnchanged(in: folder)
        #expect(folder.names == (VerbFiles.names + verb.writes.map(\.file)).sorted())
    }

    @Test("an output that is an input, however it is called", arguments: VerbPaths.all) func same(verb: VerbPaths)
        throws
    {
        for (number, input) in (verb.reads).enumerated() {
            let hard = "hard\(number)", soft = "soft\(number)", far = "far\(number)"
            link(folder.file(input.file), folder.file(hard))
            symlink(input.file, folder.file(soft))
            symlink("../\(URL(filePath: folder.path).lastPathComponent)/\(soft)", folder.file(far))
            let spellings = [input.file, "./\(input.file)", folder.file(input.file), hard, soft, far]
            for output in verb.writes {
                for spelling in spellings {
                    // A training may save its state where it goes on from.
                    if input.name == "resume", output.name == "checkpoint" { continue }
                    let run = try run(verb, [output.name: spelling])
                    expectFault(run, "expected a file of its own to write, found the same file as")
                    VerbFiles.expectUnchanged(in: folder)
                }
            }
        }
        #expect(folder.names.filter { !$0.contains(/^(hard|soft|far)\d$/) } == VerbFiles.names)
    }

    @Test("an output that is the program itself", arguments: VerbPaths.all.filter { !$0.writes.isEmpty })
    func program(verb: VerbPaths) throws {
        for output in verb.writes {
            let run = try Executable.run(
                verb.fresh.arguments([output.name: "program"]),
                by: ["/bin/bash", "-c", "cp \"$0\" program && ./program \"$@\""],
                in: URL(filePath: folder.path))
            expectFault(run, "found the same file as the program, which runs")
            #expect(folder.read("program").starts(with: [0x7f] + Array("ELF".utf8)))
        }
    }

    @Test("outputs that are one file", arguments: VerbPaths.all.filter { $0.writes.count > 1 })
    func twoOutputs(verb: VerbPaths) throws {
        symlink("new.weft", folder.file("link"))
        for same in ["new.weft", "./new.weft", "link", ".new.weft.saving"] {
            expectFault(try run(verb, ["checkpoint": same]), "expected a file of its own")
        }
        var resumed = verb
        resumed.writes.removeLast()
        let state = verb.reads.last?.file ?? ""
        expectFault(try run(resumed, ["output": state]), "expected a file of its own")
        // Where an interrupted training would be saved.
        var first = verb.fresh
        first.writes.removeLast()
        folder.write(Trial.data, to: "new.weft.state")
        expectFault(try run(first, [first.reads[0].name: "new.weft.state"]), "expected a file of its own")
        VerbFiles.expectUnchanged(in: folder)
    }

    /// What cannot be written, whoever tries.
    private func unwritable() -> [String] {
        mkfifo(folder.file("fifo"), 0o644)
        folder.makeFolder("folder")
        symlink("circle2", folder.file("circle1"))
        symlink("circle1", folder.file("circle2"))
        symlink("no/such", folder.file("nowhere"))
        return [
            "", "folder", "folder/", "new/", "fifo", "/dev/null", "/dev/full", "train.tsv/new", "no/such/folder",
            String(repeating: "n", count: 256), String(repeating: "n/", count: 2500) + "n", "circle1", "nowhere",
        ]
    }

    @Test(
        "an output that cannot be written is told before the work",
        arguments: VerbPaths.all.filter { !$0.writes.isEmpty })
    func badOutputs(verb: VerbPaths) throws {
        for bad in unwritable() {
            for output in verb.writes {
                // The data are never read.
                let missing = Dictionary(verb.reads.map { ($0.name, "missing") }) { first, _ in first }
                let run = try run(verb, missing.merging([output.name: bad]) { $1 })
                expectFault(run, "expected a writable file, found")
            }
        }
        for output in verb.writes {
            let run = try run(verb, [output.name: "-"])
            #expect(run.code == (verb.verb[0] == "vocabulary" ? 0 : 64), "\(run)")
        }
        VerbFiles.expectUnchanged(in: folder)
    }

    @Test("an output through a link to nothing is made where the link leads", arguments: VerbPaths.all)
    func danglingLinks(verb: VerbPaths) throws {
        for output in verb.writes {
            folder.makeFolder("elsewhere")
            symlink("elsewhere/\(output.name)", folder.file("link-\(output.name)"))
            let run = try run(verb.fresh, [output.name: "link-\(output.name)"])
            #expect(run.code == 0 && run.error.isEmpty, "\(run)")
            #expect(!folder.read("elsewhere/\(output.name)").isEmpty)
            #expect(
                (try? FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link-\(output.name)"))) != nil)
        }
        VerbFiles.expectUnchanged(in: folder)
    }

    @Test("an input that cannot be read", arguments: VerbPaths.all) func badInputs(verb: VerbPaths) throws {
        let bad = unwritable().filter { $0 != "fifo" && !$0.hasPrefix("/dev") } + ["missing"]
        for input in verb.reads {
            for name in bad { expectFault(try run(verb, [input.name: name])) }
            // What has no end or no content is no crash either.
            let device = try run(verb, [input.name: "/dev/null"])
            if device.code != 0 || !device.error.isEmpty { expectFault(device) }
        }
        VerbFiles.expectUnchanged(in: folder)
        #expect(
            folder.names.filter { !VerbFiles.names.contains($0) } == [
                "circle1", "circle2", "fifo", "folder", "nowhere",
            ])
    }

    @Test("an output in a folder of documents that is read") func insideTheCorpus() throws {
        for name in ["c", "c/a", "c/b", "real"] { folder.makeFolder(name) }
        for number in 0..<6 {
            for name in ["c/a", "c/b", "real"] { folder.write("text \(number)", to: "\(name)/\(number)") }
        }
        symlink("../real", folder.file("c/linked"))
        link(folder.file("c/a/1"), folder.file("alias"))
        let small = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1", "--no-baseline", "--quiet"]
        let corpus = folder.file("c")
        for output in ["c/new", "c/a/new", "c/a/1", "c/b/deep/../new", "real/new", "alias"] {
            for option in ["--output", "--checkpoint"] {
                let more = option == "--output" ? [] : ["--output", "fine"]
                folder.makeFolder("c/b/deep")
                let run = try Executable.run(
                    ["train", "classifier", corpus, option, output] + more + small, in: URL(filePath: folder.path))
                expectFault(run, output)
            }
        }
        let run = try Executable.run(["vocabulary", "build", corpus, "-o", folder.file("c/a/words")])
        expectFault(run, "c/a/words: expected a file outside of the folder")
        #expect(folder.read("c/a/1") == Array("text 1".utf8) && !folder.names.contains("fine"))
    }

    @Test("results into a file that is read") func growingInput() throws {
        let run = try Executable.run(
            [folder.file("test.tsv")], by: ["/bin/sh", "-c", "exec \"$0\" tokenize \"$1\" >> \"$1\""])
        expectFault(run, "standard output: expected a file of its own")
        VerbFiles.expectUnchanged(in: folder)
    }
}
