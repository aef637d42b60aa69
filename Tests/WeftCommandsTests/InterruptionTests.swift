import Foundation
import TestSupport
import Testing

@Suite("A training that is interrupted") struct InterruptionTests {
    static let signals = ["INT", "TERM", "HUP"]

    /// Signals that a shell of the tests ignores for what runs in the background are given their meaning back.
    private static let launcher = "/usr/bin/env --default-signal=INT,TERM,HUP"

    /// Trains and sends signals once the notes tell of a validation.
    /// - Parameter kill: The commands that send them, to `$weft`.
    private func train(
        _ trial: Trial, _ data: String, _ options: [String], kill: String, before: String = "",
        with environment: String = ""
    ) throws -> Executable.Run {
        let notes = trial.folder.file("notes")
        let script = """
            \(before)
            \(environment) \(before.isEmpty ? Self.launcher : "") "$0" "$@" 2> '\(notes)' & weft=$!
            until grep -q epoch '\(notes)' || ! kill -0 $weft; do sleep 0.02; done
            \(kill); wait $weft; code=$?; cat '\(notes)' >&2; rm '\(notes)'; exit $code
            """
        return try trial.train(data, options, by: ["/bin/bash", "-c", script])
    }

    /// The command that goes on, which the last line tells.
    private func command(_ run: Executable.Run, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        #expect(run.code == 130 && run.output.isEmpty, "\(run)", sourceLocation: sourceLocation)
        let last = try #require(run.error.split(separator: "\n").last, sourceLocation: sourceLocation)
        return String(try #require(last.firstMatch(of: /; go on with: (.*)/), "\(run)").output.1)
    }

    private let endless = ["--epochs", "1000000", "--patience", "0", "--time-limit", "60"]

    @Test(
        "saves its state and prints the command that goes on from it, however often it is told to stop",
        arguments: Trial.Task.allCases, signals)
    func resumes(task: Trial.Task, signal: String) throws {
        let trial = Trial(task: task), folder = trial.folder
        let data = folder.write(Trial.data, to: "data's.tsv")
        let run = try train(trial, data, endless, kill: "for n in 1 2 3 4; do kill -\(signal) $weft; done 2>&-")
        #expect(folder.names == ["data's.tsv", "model.weft.state"])
        let told = try command(run)
        let resumed = try Executable.run([], by: ["/bin/sh", "-c", "\(told) --time-limit 0.01"])
        #expect(resumed.code == 0 && resumed.output.contains("saved as \(folder.file("model.weft"))"), "\(resumed)")
        #expect(folder.names.contains("model.weft"))
    }

    /// Documents whose baseline takes longer than the network.
    private static let slowBaseline = (0..<6000).map { number in
        "label\(number % 60)\t"
            + (0..<30).map { "w\((number &* 7919 &+ $0 &* $0 &* 104_729) % 9000)" }.joined(separator: " ") + "\n"
    }.joined()

    @Test("behind the last epoch keeps what it learned, and gives the same bytes when it goes on", arguments: signals)
    func duringTheBaseline(signal: String) throws {
        let data = TemporaryFolder().path + ".tsv"
        defer { unlink(data) }
        try Data(Self.slowBaseline.utf8).write(to: URL(filePath: data))
        let sizes = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1", "--threads", "2"]
        let whole = TemporaryFolder(), killed = TemporaryFolder()
        let command = ["train", "classifier", data] + sizes
        #expect(try Executable.run(command + ["-o", whole.file("m.weft"), "--quiet"]).code == 0)
        let notes = killed.file("notes")
        let script = """
            \(Self.launcher) "$0" "$@" 2> '\(notes)' & weft=$!
            until grep -q epoch '\(notes)' || ! kill -0 $weft; do sleep 0.01; done
            kill -\(signal) $weft; kill -\(signal) $weft; wait $weft; code=$?; cat '\(notes)' >&2; exit $code
            """
        let run = try Executable.run(command + ["-o", killed.file("m.weft")], by: ["/bin/bash", "-c", script])
        #expect(killed.names == ["m.weft.state", "notes"])
        let told = try self.command(run)
        #expect(try Executable.run([], by: ["/bin/sh", "-c", "\(told) --quiet"]).code == 0)
        #expect(killed.read("m.weft") == whole.read("m.weft"))
    }

    @Test("while it reads has nothing to save, and says so", arguments: Trial.Task.allCases, signals)
    func whileReading(task: Trial.Task, signal: String) throws {
        let trial = Trial(task: task)
        let fifo = trial.folder.file("fifo.tsv")
        mkfifo(fifo, 0o644)
        let script = """
            \(Self.launcher) "$0" "$@" & weft=$!
            exec 3> '\(fifo)'; sleep 0.1; kill -\(signal) $weft; wait $weft
            """
        let run = try trial.train(fifo, by: ["/bin/bash", "-c", script])
        #expect(run == Executable.Run(code: 130, output: "", error: "weft: interrupted; nothing was saved\n"))
        #expect(trial.folder.names == ["fifo.tsv"])
    }

    @Test("as it begins leaves no file that it tried its output with", arguments: signals)
    func asItBegins(signal: String) throws {
        let trial = Trial(task: .classifier)
        let data = trial.folder.write(Trial.data, to: "data.tsv")
        let script = """
            for n in 1 2 3 4 5 6 7 8 9 10 12 14 16 18 20; do
                \(Self.launcher) "$0" "$@" 2>&- & weft=$!
                sleep $(printf 0.%03d $n); kill -\(signal) $weft 2>&-; wait $weft 2>&-
            done
            """
        _ = try trial.train(data, endless, by: ["/bin/bash", "-c", script])
        #expect(trial.folder.names.filter { $0.contains("saving") } == [])
    }

    @Test("does not hear a signal that was ignored when it began", arguments: signals)
    func ignoredSignals(signal: String) throws {
        let trial = Trial(task: .classifier)
        let data = trial.folder.write(Trial.data, to: "data.tsv")
        let run = try train(
            trial, data, ["--epochs", "1000000", "--patience", "0", "--time-limit", "0.5"],
            kill: "kill -\(signal) $weft",
            before: "trap '' \(signal)")
        #expect(run.code == 0 && trial.folder.names == ["data.tsv", "model.weft"], "\(run)")
    }

    #if os(Linux)
        @Test(
            "on a full disk saves its state elsewhere, and goes on from there",
            .enabled(if: SmallDisk.isPossible, "mounting a small tmpfs is not allowed here"),
            arguments: Trial.Task.allCases)
        func fullDisk(task: Trial.Task) throws {
            let trial = Trial(task: task), disk = SmallDisk(kibibytes: 16), refuge = TemporaryFolder()
            let data = trial.folder.write(Trial.data, to: "data.tsv")
            let run = try train(
                trial, data, endless + ["--checkpoint", disk.folder.file("state"), "--hidden", "64"],
                kill: "kill -TERM $weft", with: "TMPDIR='\(refuge.path)'")
            #expect(disk.folder.names.isEmpty && refuge.names == ["state.saved"])
            let told = try command(run)
            #expect(told.hasSuffix("--resume \(refuge.file("state.saved"))"))
            let resumed = try Executable.run(
                [], by: ["/bin/sh", "-c", "\(told) --checkpoint-every 1000000 --time-limit 0.01"])
            #expect(resumed.code == 0, "\(resumed)")
        }
    #endif
}
