import TestSupport
import Testing

/// Steps of stochastic gradient descent that multiply the weights instead of shrinking them: with weight decay 1 and a
/// momentum of 0.9 a rate above 3.8 does.
@Suite("A training that diverges") struct DivergingTests {
    private static let steps = [
        "--optimizer", "sgd", "--clip", "0", "--schedule", "constant", "--patience", "0", "--epochs", "400",
    ]

    private func train(_ trial: Trial, rate: String, decay: String) throws -> Executable.Run {
        let data = trial.folder.write(Trial.data, to: "data.tsv")
        return try trial.train(data, Self.steps + ["--learning-rate", rate, "--weight-decay", decay])
    }

    @Test("ends with what to change, and without a model", arguments: Trial.Task.allCases)
    func givesUp(task: Trial.Task) throws {
        let trial = Trial(task: task)
        let run = try train(trial, rate: "1000", decay: "1000")
        #expect(run.code == 1 && run.output.isEmpty)
        let last = try #require(run.error.split(separator: "\n").last)
        #expect(last.hasPrefix("weft: training diverged: the loss of batch "), "\(run.error)")
        let advice = " 5 times to 31.25; use a smaller learning rate, or clip to a smaller norm"
        #expect(last.hasSuffix(advice), "\(run.error)")
        #expect(trial.folder.names == ["data.tsv"])
    }

    @Test("goes on with a smaller rate where that helps", arguments: Trial.Task.allCases)
    func recovers(task: Trial.Task) throws {
        let trial = Trial(task: task)
        let run = try train(trial, rate: "7", decay: "1")
        #expect(run.code == 0, "\(run.error)")
        #expect(run.error.contains("back to the best weights, learning rate 3.5"), "\(run.error)")
        #expect(trial.folder.names == ["data.tsv", "model.weft"])
    }

    @Test("a model whose perplexity is no number is saved, and judged, all the same")
    func infinitePerplexity() throws {
        let trial = Trial(task: .languageModel)
        let data = trial.folder.write(Trial.data, to: "data.tsv")
        let run = try trial.train(data, Self.steps + ["--learning-rate", "1000", "--epochs", "1", "--json"])
        #expect(run.code == 0 && run.output.contains("\"perplexity\":null"), "\(run)")
        let shown = try Executable.run(["inspect", trial.folder.file("model.weft")])
        #expect(shown.output.contains("\"perplexity\":\"inf\""), "\(shown)")
        let judged = try Executable.run(["evaluate", trial.folder.file("model.weft"), data])
        #expect(judged.code == 0, "\(judged)")
    }
}
