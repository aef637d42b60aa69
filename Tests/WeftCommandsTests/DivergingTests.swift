import TestSupport
import Testing

/// Steps of stochastic gradient descent that multiply the weights instead of shrinking them: with weight decay 1 and a
/// momentum of 0.9 a rate above 3.8 does.
@Suite("A training that diverges") struct DivergingTests {
    private let folder = TemporaryFolder()

    private static let steps = [
        "--optimizer", "sgd", "--clip", "0", "--schedule", "constant", "--patience", "0", "--epochs", "400",
        "--hidden", "8", "--embedding", "8", "--layers", "1",
    ]

    private func train(_ task: String, rate: String, decay: String) throws -> Executable.Run {
        let documents = (0..<24).map { "\($0 % 2 == 0 ? "odd" : "even")\tdocument number \($0)\n" }.joined()
        folder.write(Array(documents.utf8), to: "data.tsv")
        let own = task == "classifier" ? ["--no-baseline"] : ["--window", "20", "--validate-every", "1000"]
        return try Executable.run(
            ["train", task, folder.file("data.tsv"), "--output", folder.file("model.weft")] + Self.steps + own
                + ["--learning-rate", rate, "--weight-decay", decay])
    }

    @Test("ends with what to change, and without a model", arguments: ["classifier", "language-model"])
    func givesUp(task: String) throws {
        let run = try train(task, rate: "1000", decay: "1000")
        #expect(run.code == 1 && run.output.isEmpty)
        let last = try #require(run.error.split(separator: "\n").last)
        #expect(last.hasPrefix("weft: training diverged: the loss of batch "), "\(run.error)")
        #expect(last.hasSuffix(" 5 times to 31.25; use a smaller --learning-rate or --clip"), "\(run.error)")
        #expect(folder.names == ["data.tsv"])
    }

    @Test("goes on with a smaller rate where that helps", arguments: ["classifier", "language-model"])
    func recovers(task: String) throws {
        let run = try train(task, rate: "7", decay: "1")
        #expect(run.code == 0, "\(run.error)")
        #expect(run.error.contains("back to the best weights, learning rate 3.5"), "\(run.error)")
        #expect(folder.names == ["data.tsv", "model.weft"])
    }

    @Test("a model whose perplexity is no number is saved, and judged, all the same")
    func infinitePerplexity() throws {
        let text = String(repeating: "A tall ship sails at dawn.\nThe tide turns slowly.\n", count: 20)
        folder.write(Array(text.utf8), to: "text.txt")
        let model = folder.file("model.weft")
        let run = try Executable.run(
            ["train", "language-model", folder.file("text.txt"), "--output", model] + Self.steps
                + ["--learning-rate", "1000", "--epochs", "20"])
        #expect(run.code == 0 && run.output.contains("perplexity inf a token"), "\(run)")
        let judged = try Executable.run(["evaluate", model, folder.file("text.txt"), "--json"])
        #expect(judged.code == 0 && judged.output.contains("\"perplexity\":null"), "\(judged)")
    }
}
