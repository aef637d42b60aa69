import Foundation
import TestSupport
import Testing

/// What `weft train classifier` says at its end is what it measured.
@Suite("The report of a classifier's training") struct ClassifierReportTests {
    private let folder = TemporaryFolder()
    private let small = ["--epochs", "2", "--hidden", "8", "--embedding", "8", "--layers", "1", "--quiet"]

    private func train(_ corpus: String, _ options: [String]) throws -> Executable.Run {
        try Executable.run(
            ["train", "classifier", folder.write(corpus, to: "c.tsv"), "-o", folder.file("m.weft")] + small + options)
    }

    private func json(_ run: Executable.Run) throws -> [String: Any] {
        #expect(run.code == 0 && run.error.isEmpty, "\(run)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    private static let few = "a\tx\nb\ty\na\tz\nb\tq\n"

    @Test("nothing is claimed without documents to judge on", arguments: [[], ["--no-baseline"]])
    func nothingToJudge(options: [String]) throws {
        let options = options + ["--valid", "0.0001"]
        let text = try train(Self.few, options)
        #expect(text.output == "no documents to judge the model on\nsaved as \(folder.file("m.weft"))\n", "\(text)")
        let found = try json(try train(Self.few, options + ["--json"]))
        let model = try #require(found["model"] as? [String: Any])
        #expect(model["accuracy"] is NSNull && model["macro_f1"] is NSNull && model["n"] as? Int == 0)
        #expect(found["p_value"] is NSNull && found["judged_on"] is NSNull)
    }

    @Test("seconds and rates are those of the network") func rates() throws {
        let corpus = (0..<3000).map { number in
            "label\(number % 50)\t" + (0..<20).map { "w\((number &* 31 &+ $0 &* 7919) % 5000)" }.joined(separator: " ")
                + "\n"
        }.joined()
        let found = try json(try train(corpus, ["--json"]))
        let seconds = try #require(found["seconds"] as? Double)
        let baseline = try #require(found["baseline_seconds"] as? Double)
        let rate = try #require(found["examples_per_second"] as? Double)
        let tokens = try #require(found["tokens_per_second"] as? Double)
        // Two epochs of nine tenths of the documents, of 20 tokens each.
        #expect(abs(rate * seconds - 5400) < 1 && abs(tokens * seconds - 108_000) < 20, "\(found)")
        #expect(baseline > 0 && seconds > 0)
    }

    @Test("a baseline that the time does not suffice for is left out, and that is told") func shortTime() throws {
        let corpus = (0..<8000).map { number in
            "label\(number % 200)\t"
                + (0..<40).map { "w\((number &* 7919 &+ $0 &* $0 &* 104_729) % 20_000)" }.joined(separator: " ") + "\n"
        }.joined()
        let run = try train(corpus, ["--time-limit", "0.05"])
        #expect(run.code == 0)
        #expect(run.output.contains("\nno baseline: it was not done within the time limit\nsaved as "), "\(run)")
        #expect(try Executable.run(["classify", folder.file("m.weft")], input: "w1\n").code == 0)
        #expect(try json(try train(corpus, ["--time-limit", "0.05", "--json"]))["baseline"] is NSNull)
    }
}
