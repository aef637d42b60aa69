import ArgumentParser
import Weft
import WeftBaseline
import WeftCorpora
import WeftJSON
import WeftLayers
import WeftTensors

/// `weft compare`: several encoders and the baseline on the same documents.
struct CompareCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Train several encoders and the baseline on the same documents, side by side.",
        discussion: """
            Each row says whether its difference to the baseline is significant (McNemar's exact test).

            Example:
              weft compare questions.tsv --test questions-test.tsv --cells lstm,gru
            """)

    @Argument(help: ArgumentHelp("The labelled documents to train on.", valueName: "train"))
    var training: String

    @Option(help: "Labelled documents to judge on; nothing depends on them.")
    var test: String

    private static let names = CellKind.allCases.map(\.rawValue).joined(separator: ", ")

    @Option(help: "The cells to compare, with commas between: \(names).")
    var cells = "lstm,gru"

    @OptionGroup(title: "Documents") var corpus: CorpusArguments
    @OptionGroup(title: "Model and Training") var model: ClassifierArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        if kinds.isEmpty || kinds.contains(nil) {
            throw ValidationError("expected --cells of \(Self.names), found \"\(cells)\"")
        }
    }

    private var kinds: [CellKind?] { cells.split(separator: ",").map { CellKind(rawValue: String($0)) } }

    var fileUse: FileUse { FileUse(reads: [training, test]) }

    func run(_ console: Console) throws {
        let interruption = try Interruption.beforeWork()
        let documents = try corpus.read(training, requiresLabels: true, console: console)
        let tests = try corpus.read(test, requiresLabels: true, console: console)
        var options = try model.options(seed: global.seed)
        options.trainsBaseline = true
        let data = try ClassifierData(documents, validation: [], options: options)
        let judged = try data.corpus(tests)
        console.note("training the baseline")
        interruption.keepWork()
        let baseline = try trainBaseline(data, options, interruption, console)
        var rows: [Row] = []
        for cell in kinds.compactMap(\.self) {
            var options = options
            options.cell = cell
            guard let (classifier, seconds) = try train(data, options, judged, baseline, interruption, console) else {
                break
            }
            guard let report = classifier.report else { continue }
            if rows.isEmpty, let baseline = report.baseline {
                rows.append(Row(name: "TF-IDF baseline", evaluation: baseline))
            }
            rows.append(
                Row(
                    name: cell.rawValue, evaluation: report.model, pValue: report.pValue, seconds: seconds,
                    parameters: classifier.parameterCount))
        }
        if !rows.isEmpty { try write(rows, to: console) }
        if interruption.isRequested {
            throw Interrupted("interrupted; " + (rows.isEmpty ? "nothing was done" : "what was done is shown"))
        }
    }

    /// Trains the baseline; nil where it cannot be, which is told.
    private func trainBaseline(
        _ data: ClassifierData, _ options: ClassifierOptions, _ interruption: Interruption, _ console: Console
    ) throws -> Baseline? {
        let run = BaselineRun(timeLimit: options.training.timeLimit, interruption: interruption, console: console)
        do throws(BaselineError) {
            let team = ThreadTeam(count: global.threadCount)
            let outcome = try run.train { progress throws(BaselineError) in
                try data.trainBaseline(team: team, progress: progress)
            }
            if let fault = outcome.fault { console.note("there is no baseline: \(fault)") }
            return outcome.baseline
        } catch {
            throw Interrupted("interrupted; nothing was done")
        }
    }

    /// Trains one of the classifiers, and says how many seconds it took; nil if it was interrupted.
    private func train(
        _ data: ClassifierData, _ options: ClassifierOptions, _ test: ClassifierCorpus, _ baseline: Baseline?,
        _ interruption: Interruption, _ console: Console
    ) throws -> (TextClassifier, seconds: Double)? {
        let name = options.cell.rawValue
        console.note("training \(name)")
        let trainer = try ClassifierTrainer(data, options: options, team: ThreadTeam(count: global.threadCount))
        let watch = TrainingWatch(
            console: console, label: name, total: trainer.plannedExamples, unit: "examples",
            interruption: interruption)
        _ = try trainer.run(watch.surroundings)
        watch.finish()
        if interruption.isRequested { return nil }
        let seconds = watch.seconds()
        return (try trainer.finish(test: test, baseline: baseline), seconds)
    }

    private struct Row {
        let name: String
        let evaluation: Evaluation
        var pValue: Double?
        var seconds: Double?
        var parameters: Int?

        var json: JSON {
            [
                "name": .string(name), "accuracy": .number(evaluation.accuracy),
                "macro_f1": .number(evaluation.macroF1), "n": .integer(evaluation.count),
                "p_value": pValue.map { .number($0) } ?? .null, "seconds": seconds.map { .number($0) } ?? .null,
                "parameters": parameters.map { .integer($0) } ?? .null,
            ]
        }
    }

    private func write(_ rows: [Row], to console: Console) throws {
        if console.isJSON { return try console.output.line(["models": .array(rows.map(\.json))]) }
        var table = TextTable([
            ("", .leading), ("accuracy", .trailing), ("macro F1", .trailing), ("p against baseline", .trailing),
            ("seconds", .trailing), ("parameters", .trailing),
        ])
        for row in rows {
            table.add([
                row.name, row.evaluation.accuracy.percent(2), row.evaluation.macroF1.percent(2),
                row.pValue.map(\.probabilityText) ?? "", row.seconds.map { $0.fixed(1) } ?? "",
                row.parameters.map(\.grouped) ?? "",
            ])
        }
        try console.output.line(table.text)
    }
}
