import Foundation
import TestSupport
import Testing

@Suite("weft compare") struct CompareTests {
    /// Two topics that a word tells apart.
    private static let documents = (0..<40).map { number in
        number % 2 == 0 ? "river\tthe boat number \(number)\n" : "bread\tthe loaf number \(number)\n"
    }.joined()

    private struct Row: Decodable {
        let name: String
        let accuracy: Double
        let n: Int
    }

    @Test("a row for the baseline and one for each cell, judged on the same documents")
    func rows() throws {
        let folder = TemporaryFolder()
        folder.write(Self.documents, to: "topics.tsv")
        let run = try Executable.run(
            ["compare", folder.file("topics.tsv"), "--test", folder.file("topics.tsv"), "--cells", "gru,elman"]
                + ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--json"])
        #expect(run.code == 0, "\(run.error)")
        #expect(run.error.hasPrefix("training the baseline\ntraining gru\n"))
        let rows = try JSONDecoder().decode([String: [Row]].self, from: Data(run.output.utf8))["models"] ?? []
        #expect(rows.map(\.name) == ["TF-IDF baseline", "gru", "elman"])
        #expect(rows.allSatisfy { $0.n == 40 } && rows.first?.accuracy == 1)
        #expect(folder.names == ["topics.tsv"])
    }

    @Test("cells that there are not are wrong usage", arguments: ["", ",", "lstm,transformer"])
    func wrongCells(cells: String) throws {
        #expect(try Executable.run(["compare", "a.tsv", "--test", "b.tsv", "--cells", cells]).code == 64)
    }

    @Test(
        "options that it would not heed are wrong usage",
        arguments: [["--no-baseline"], ["--cell", "gru"], ["--output", "m"]])
    func unheeded(options: [String]) throws {
        let run = try Executable.run(["compare", "a.tsv", "--test", "b.tsv"] + options)
        #expect(run.code == 64 && run.error.hasPrefix("weft: Unknown option '\(options[0])'"), "\(run)")
    }

    @Test("what is as good as impossible by chance is no zero") func smallProbability() throws {
        let folder = TemporaryFolder()
        folder.write(Self.documents, to: "topics.tsv")
        // Too short a training for the network, not for the baseline.
        let run = try Executable.run(
            ["compare", folder.file("topics.tsv"), "--test", folder.file("topics.tsv"), "--cells", "elman", "--quiet"]
                + ["--epochs", "1", "--hidden", "4", "--embedding", "4", "--learning-rate", "1e-9"])
        #expect(run.code == 0 && run.output.contains("< 0.0001") && !run.output.contains("0.0000"), "\(run)")
    }

    @Test("a test label never seen is found before anything is trained")
    func labelNeverSeen() throws {
        let folder = TemporaryFolder()
        folder.write(Self.documents, to: "topics.tsv")
        folder.write("river\tboat\nsea\tboat\n", to: "test.tsv")
        let run = try Executable.run(["compare", folder.file("topics.tsv"), "--test", folder.file("test.tsv")])
        #expect(run.code == 1 && run.output.isEmpty)
        #expect(run.error.hasPrefix("weft: \(folder.file("test.tsv")):2: expected one of the model's labels"))
    }
}
