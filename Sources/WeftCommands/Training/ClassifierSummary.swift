import Weft
import WeftCompression
import WeftTraining

/// What `weft train classifier` prints at its end.
struct ClassifierSummary {
    let classifier: TextClassifier
    let trainer: ClassifierTrainer
    let result: TrainingResult
    let watch: TrainingWatch
    let output: String

    func write(to console: Console) throws {
        guard let report = classifier.report else { return }
        if console.isJSON {
            try console.output.line(json(report))
        } else {
            for line in report.lines { try console.output.line(line) }
            try console.output.line("saved as \(output.singleLine)")
        }
    }

    private func json(_ report: ClassifierReport) -> JSON {
        let seconds = watch.seconds()
        return .object(
            report.members + [
                .init("epochs", .integer(result.epochs)), .init("stopped", .string(result.reason.rawValue)),
                .init("seconds", .number(seconds)),
                .init("examples_per_second", .number(Double(watch.examples) / seconds)),
                .init("tokens_per_second", .number(Double(watch.tokens) / seconds)),
                .init("peak_rss_bytes", .integer(TrainingWatch.peakMemory)),
                .init("activation_bytes", .integer(trainer.peakActivationBytes)),
                .init("parameters", .integer(classifier.parameterCount)),
                .init("output", .string(output.singleLine)),
            ])
    }
}

extension ClassifierReport {
    /// The model beside its baseline, and whether the difference means anything, as lines for a person.
    var lines: [String] {
        var table = TextTable([
            ("", .leading), ("accuracy", .trailing), ("macro F1", .trailing), ("documents", .trailing),
        ])
        table.add(["model", model.accuracy.percent(2), model.macroF1.percent(2), "\(model.count)"])
        if let baseline {
            table.add([
                "TF-IDF baseline", baseline.accuracy.percent(2), baseline.macroF1.percent(2), "\(baseline.count)",
            ])
        }
        let heading = isTest ? "on the test documents" : "on the validation documents"
        return [heading, table.text] + (verdict.map { [$0] } ?? [])
    }

    private var verdict: String? {
        guard let baseline, let pValue else { return nil }
        let text = "McNemar's exact test: p = \(pValue < 0.0001 ? "< 0.0001" : pValue.fixed(4)); "
        if pValue >= 0.05 { return text + "no significant difference" }
        return text + (model.accuracy > baseline.accuracy ? "the model is better" : "the baseline is better")
    }

    /// The same for JSON.
    var members: [JSON.Member] {
        var members = [JSON.Member("model", model.json)]
        members.append(.init("baseline", baseline?.json ?? .null))
        members.append(.init("p_value", pValue.map { .number($0) } ?? .null))
        members.append(.init("judged_on", .string(isTest ? "test" : "validation")))
        return members
    }
}

extension Evaluation {
    var json: JSON {
        ["accuracy": .number(accuracy), "macro_f1": .number(macroF1), "n": .integer(count)]
    }
}
