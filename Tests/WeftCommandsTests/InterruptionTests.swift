import TestSupport
import Testing

@Suite("A training that is interrupted") struct InterruptionTests {
    @Test("saves its state and prints the command that goes on from it", arguments: Trial.Task.allCases)
    func resumes(task: Trial.Task) throws {
        let trial = Trial(task: task), folder = trial.folder
        let data = folder.write(Trial.data, to: "data's.tsv"), notes = folder.file("notes")
        // The signal comes when the notes tell of the first validation.
        let script = """
            "$0" "$@" 2> '\(notes)' & weft=$!
            until grep -q epoch '\(notes)' || ! kill -0 $weft; do sleep 0.05; done
            kill -TERM $weft; wait $weft; code=$?; cat '\(notes)' >&2; exit $code
            """
        let run = try trial.train(
            data, ["--epochs", "1000000", "--patience", "0", "--time-limit", "60"], by: ["/bin/sh", "-c", script])
        #expect(run.code == 130 && run.output.isEmpty, "\(run)")
        #expect(folder.names == ["data's.tsv", "model.weft.state", "notes"])
        let last = try #require(run.error.split(separator: "\n").last)
        let told = try #require(last.wholeMatch(of: /weft: interrupted; go on with: (.*)/)).output.1

        let resumed = try Executable.run([], by: ["/bin/sh", "-c", "\(told) --time-limit 0.01"])
        #expect(resumed.code == 0 && resumed.output.contains("saved as \(folder.file("model.weft"))"), "\(resumed)")
        #expect(folder.names.contains("model.weft"))
    }
}
