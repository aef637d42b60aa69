import Foundation
import TestSupport
import Testing

/// What is there stays when a file cannot be written, and nothing half is left.
@Suite("Files that cannot be written") struct UnwritableTests {
    /// A verb that writes a file: its arguments, with the names of the input and of the file that it writes.
    enum Writer: String, CaseIterable {
        case classifier, languageModel, classifierState, languageModelState, vocabulary

        func arguments(_ corpus: String, _ output: String, hidden: Int, scratch: String) -> [String] {
            let sizes = [
                "--epochs", "1", "--hidden", "\(hidden)", "--embedding", "\(hidden)", "--layers", "1", "--quiet",
            ]
            let classifier = ["train", "classifier", corpus, "--no-baseline"] + sizes
            let languageModel = ["train", "language-model", corpus] + sizes
            let state = ["--output", scratch, "--checkpoint-every", "1", "--checkpoint", output]
            return switch self {
            case .classifier: classifier + ["--output", output]
            case .languageModel: languageModel + ["--output", output]
            case .classifierState: classifier + state
            case .languageModelState: languageModel + state
            case .vocabulary: ["vocabulary", "build", corpus, "--output", output]
            }
        }
    }

    /// Documents of many words, so that a vocabulary of them is large.
    private static let corpus = (0..<4000).map { "\($0 % 2 == 0 ? "odd" : "even")\tdocument\($0) number\($0)\n" }
        .joined()

    private static let old = Array("the file of yesterday".utf8)

    private func prepare(_ folder: TemporaryFolder, documents: Int) -> String {
        let lines = Self.corpus.split(separator: "\n").prefix(documents).joined(separator: "\n") + "\n"
        folder.write(lines, to: "corpus.tsv")
        return folder.file("corpus.tsv")
    }

    /// Whether the file is a training's state, saved on its way.
    private func savesState(_ writer: Writer) -> Bool { [.classifierState, .languageModelState].contains(writer) }

    @Test("where files may not grow, the old file stays", arguments: Writer.allCases)
    func limitedFiles(writer: Writer) throws {
        let folder = TemporaryFolder()
        let corpus = prepare(folder, documents: writer == .vocabulary ? 4000 : 200)
        folder.write(Self.old, to: "file")
        for launcher in [Executable.onFullDisk, ["/bin/sh", "-c", "ulimit -f 2; exec \"$0\" \"$@\""]] {
            var run = try Executable.run(
                writer.arguments(corpus, folder.file("file"), hidden: 16, scratch: folder.file("scratch")),
                by: launcher)
            if savesState(writer) {
                // Told once, however often it is tried; then the model cannot be saved either.
                let lines = run.error.split(separator: "\n").map(String.init)
                #expect(
                    lines.count == 2 && lines[0].hasPrefix("weft: \(folder.file("file")): cannot write: "), "\(run)")
                run.error = (lines.last ?? "") + "\n"
                expectFault(run, "\(folder.file("scratch")): cannot write: ")
            } else {
                expectFault(run, "\(folder.file("file")): cannot write: ")
            }
            #expect(folder.read("file") == Self.old)
            #expect(folder.names == ["corpus.tsv", "file"])
        }
    }

    #if os(Linux)
        @Test(
            "on a full disk the old file stays, and what was made is saved elsewhere",
            .enabled(if: SmallDisk.isPossible, "mounting a small tmpfs is not allowed here"),
            arguments: Writer.allCases.filter { ![.classifierState, .languageModelState].contains($0) })
        func fullDisk(writer: Writer) throws {
            let disk = SmallDisk(kibibytes: 64), folder = TemporaryFolder(), refuge = TemporaryFolder()
            let corpus = prepare(folder, documents: writer == .vocabulary ? 4000 : 200)
            disk.folder.write(Self.old, to: "file")
            refuge.write(Self.old, to: "file.saved")
            let run = try Executable.run(
                writer.arguments(corpus, disk.folder.file("file"), hidden: 128, scratch: folder.file("scratch")),
                by: ["/usr/bin/env", "TMPDIR=\(refuge.path)"])
            let place = refuge.file("file.saved-1")
            #expect(run.code == 1)
            #expect(
                run.error == "weft: \(disk.folder.file("file")): cannot write: no space left on the disk; "
                    + "the \(writer == .vocabulary ? "vocabulary" : "model") was saved as \(place)\n")
            #expect(run.output.contains(place), "\(run.output)")
            #expect(disk.folder.read("file") == Self.old && refuge.read("file.saved") == Self.old)
            #expect(disk.folder.names == ["file"] && folder.names == ["corpus.tsv"])
            #expect(refuge.names == ["file.saved", "file.saved-1"])
            let verb = writer == .vocabulary ? ["vocabulary", "show"] : ["inspect"]
            #expect(try Executable.run(verb + [place]).code == 0)
        }

        @Test(
            "where there is no room for temporary files either, what was made is saved at home",
            .enabled(if: SmallDisk.isPossible, "mounting a small tmpfs is not allowed here"),
            arguments: Writer.allCases.filter { ![.classifierState, .languageModelState].contains($0) })
        func fullTemporaryFolder(writer: Writer) throws {
            let disk = SmallDisk(kibibytes: 64), folder = TemporaryFolder(), home = TemporaryFolder()
            let corpus = prepare(folder, documents: writer == .vocabulary ? 4000 : 200)
            for temporary in [disk.folder.path, "/no/such/folder"] {
                let run = try Executable.run(
                    writer.arguments(corpus, "file", hidden: 128, scratch: folder.file("scratch")),
                    by: ["/usr/bin/env", "TMPDIR=\(temporary)", "HOME=\(home.path)"],
                    in: URL(filePath: disk.folder.path))
                #expect(run.code == 1 && run.error.contains(" was saved as \(home.path)/file.saved"), "\(run)")
            }
            #expect(disk.folder.names.isEmpty && home.names == ["file.saved", "file.saved-1"])
        }

        @Test(
            "a state that cannot be saved on the way is no end of the training",
            .enabled(if: SmallDisk.isPossible, "mounting a small tmpfs is not allowed here"),
            arguments: [Writer.classifierState, .languageModelState])
        func fullDiskOnTheWay(writer: Writer) throws {
            let disk = SmallDisk(kibibytes: 64), folder = TemporaryFolder()
            let corpus = prepare(folder, documents: 200)
            disk.folder.write(Self.old, to: "file")
            let run = try Executable.run(
                writer.arguments(corpus, disk.folder.file("file"), hidden: 128, scratch: folder.file("scratch")))
            #expect(run.code == 0)
            #expect(
                run.error == "weft: \(disk.folder.file("file")): cannot write: no space left on the disk; "
                    + "the training goes on, and saves its state again at the next checkpoint\n")
            #expect(disk.folder.read("file") == Self.old)
            #expect(disk.folder.names == ["file"] && folder.names == ["corpus.tsv", "scratch"])
        }

        @Test(
            "results that cannot be written are a fault",
            arguments: [["tokenize"], ["vocabulary", "show", "-", "--quiet"]])
        func fullOutput(arguments: [String]) throws {
            let run = try Executable.run(
                arguments, input: "# weft vocabulary 1\na\t1\n",
                by: ["/bin/sh", "-c", "exec \"$0\" \"$@\" > /dev/full"])
            #expect(run.code == 1)
            #expect(
                run.error == "weft: standard output: expected a writable file, found: No space left on device\n")
        }
    #endif

    @Test(
        "without permission the old file stays, and that is told before the work",
        .enabled(if: Executable.canRunAsNobody, "no other user can run the executable here"),
        arguments: Writer.allCases)
    func noPermissionToWrite(writer: Writer) throws {
        let folder = TemporaryFolder()
        let corpus = prepare(folder, documents: 200)
        folder.write(Self.old, to: "file")
        chmod(folder.path, 0o555)
        let run = try Executable.run(
            writer.arguments(
                corpus, folder.file("file"), hidden: 16, scratch: "/tmp/weft-scratch-\(UUID().uuidString)"),
            by: Executable.asNobody)
        expectFault(run, "\(folder.file("file")): expected a writable file, found: \(folder.path): permission denied")
        #expect(folder.read("file") == Self.old)
        #expect(folder.names == ["corpus.tsv", "file"])
    }

    @Test(
        "without permission to read, the file is named",
        .enabled(if: Executable.canRunAsNobody, "no other user can run the executable here"),
        arguments: [
            ["tokenize"], ["vocabulary", "show"], ["train", "classifier", "--output", "/tmp/m.weft"],
            ["train", "language-model", "--output", "/tmp/m.weft"], ["inspect"], ["generate"],
        ])
    func noPermissionToRead(verb: [String]) throws {
        let folder = TemporaryFolder()
        let corpus = prepare(folder, documents: 20)
        chmod(folder.path, 0o755)
        chmod(corpus, 0o000)
        expectFault(
            try Executable.run(verb + [corpus], by: Executable.asNobody), "\(corpus): cannot open: permission denied")
    }
}
