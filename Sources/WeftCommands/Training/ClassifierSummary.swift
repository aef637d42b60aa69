import Weft
import WeftCompression
import WeftTraining

/// What `weft train classifier` prints at its end.
struct ClassifierSummary {
    let classifier: TextClassifier
    let trainer: ClassifierTrainer
    let ended: TrainingRun<ClassifierTrainer>.Ended
    let rival: BaselineRun.Outcome
    let output: String

    func write(to console: Console) throws {
        guard let report = classifier.report else { return }
        if console.isJSON {
            try console.output.line(json(report))
        } else {
            for line in report.lines { try console.output.line(line) }
            if let fault = rival.fault { try console.output.line("no baseline: \(fault)") }
            try console.output.line("saved as \(output.singleLine)")
        }
    }

    private func json(_ report: ClassifierReport) -> JSON {
        let result = ended.result, seconds = ended.seconds
        return .object(
            report.members + [
                .init("epochs", .integer(result.epochs)), .init("stopped", .string(result.reason.rawValue)),
                .init("seconds", .number(seconds)), .init("baseline_seconds", .number(rival.seconds)),
                .init("examples_per_second", .number(Double(ended.watch.examples) / max(seconds, 1e-9))),
                .init("tokens_per_second", .number(Double(ended.watch.tokens) / max(seconds, 1e-9))),
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
        guard model.count > 0 else { return ["no documents to judge the model on"] }
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
        let text = "McNemar's exact test: p \(pValue < leastShown ? "" : "= ")\(pValue.probabilityText); "
        if pValue >= 0.05 { return text + "no significant difference" }
        return text + (model.accuracy > baseline.accuracy ? "the model is better" : "the baseline is better")
    }

    /// The same for JSON; null where there was nothing to judge on.
    var members: [JSON.Member] {
        var members = [JSON.Member("model", model.json)]
        members.append(.init("baseline", baseline?.json ?? .null))
        members.append(.init("p_value", model.count > 0 ? pValue.map { .number($0) } ?? .null : .null))
        members.append(.init("judged_on", model.count > 0 ? .string(isTest ? "test" : "validation") : .null))
        return members
    }
}

/// The least probability that is shown as a number.
private let leastShown = 0.0001

extension Double {
    /// A probability with four digits: "0.0312", or "< 0.0001".
    var probabilityText: String { self < leastShown ? "< \(leastShown.fixed(4))" : fixed(4) }
}

extension Evaluation {
    var json: JSON {
        [
            "accuracy": count > 0 ? .number(accuracy) : .null, "macro_f1": count > 0 ? .number(macroF1) : .null,
            "n": .integer(count),
        ]
    }
}
