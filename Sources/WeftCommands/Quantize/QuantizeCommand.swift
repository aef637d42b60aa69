import ArgumentParser
import Weft
import WeftCorpora
import WeftJSON

/// `weft quantize`: a smaller model file.
struct QuantizeCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Save a trained model with weights of fewer bits: a smaller file, a faster start.",
        discussion: """
            int8 takes about a quarter of the room and computes in whole numbers, bfloat16 half. Biases and the vocabulary \
            stay as they are. All verbs that take a model take the small one; it cannot be trained further.

            With --test, both models are judged, and a small one that is worse by more than --allow-loss is not saved.

            Examples:
              weft quantize questions.weft --output small.weft
              weft quantize questions.weft --output small.weft --test questions-test.tsv --allow-loss 1
              weft quantize tales.weft --output small.weft --precision bfloat16 --test valid.txt
            """)

    @Argument(help: "A model made by weft train.")
    var model: String

    @Option(name: .shortAndLong, help: "Where to save the small model.")
    var output: String

    @Option(help: "The weights: int8, bfloat16.")
    var precision = WeightPrecision.int8

    @Option(help: "Labelled documents, or a text for a language model, to judge both models on.")
    var test: String?

    @Option(
        help: ArgumentHelp(
            "How much --test may show to be lost: points of accuracy, or per cent more bits a character.",
            valueName: "points"))
    var allowLoss = 0.5

    @Flag(help: "Leave the TF-IDF baseline out.")
    var noBaseline = false

    @OptionGroup(title: "Documents") var corpus: CorpusArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expectFile("output", output)
        try expect("allow-loss", allowLoss, in: 0...100)
        if precision == .float32 { throw ValidationError("expected --precision int8 or bfloat16, found float32") }
    }

    var fileUse: FileUse { FileUse(reads: [model, test].compactMap(\.self), writes: [output]) }

    func run(_ console: Console) throws {
        let interruption = try Interruption.beforeWork()
        let before = try ModelSize(path: model)
        let comparison: QuantizationLoss?, saved: LastSave
        do {
            switch try ModelFile(path: model).task {
            case .classifier: (comparison, saved) = try quantizeClassifier(interruption, console)
            case .languageModel: (comparison, saved) = try quantizeLanguageModel(interruption, console)
            }
        } catch ModelError.unquantizable(let expected, let found) {
            throw CommandError.unexpected(file: model, line: nil, expected: expected, found: found)
        }
        let summary = QuantizationSummary(
            precision: precision, before: before, after: try ModelSize(path: saved.path), loss: comparison,
            output: saved.path)
        try summary.write(to: console)
        try saved.check("model")
        if interruption.isRequested { throw Interrupted(atTheEnd: saved.path) }
    }

    private func quantizeClassifier(_ interruption: Interruption, _ console: Console) throws -> (
        QuantizationLoss?, LastSave
    ) {
        let documents = try test.map { try corpus.read($0, requiresLabels: true, console: console) }
        let classifier = try console.classifier(model, threads: global.threadCount)
        let small = try classifier.quantized(to: precision, keepsBaseline: !noBaseline)
        let loss = try documents.map { documents in
            QuantizationLoss(
                before: try classifier.evaluate(documents).model, after: try small.evaluate(documents).model)
        }
        try check(loss)
        interruption.keepWork()
        return (loss, try LastSave(output) { try small.save(to: $0, threads: global.threadCount) })
    }

    private func quantizeLanguageModel(_ interruption: Interruption, _ console: Console) throws -> (
        QuantizationLoss?, LastSave
    ) {
        let text = try test.map { try PlainText.read($0, console: console) }
        let languageModel = try console.languageModel(model, threads: global.threadCount)
        let small = try languageModel.quantized(to: precision)
        let loss = try text.map { text in
            QuantizationLoss(before: try languageModel.evaluate(text), after: try small.evaluate(text))
        }
        try check(loss)
        interruption.keepWork()
        return (loss, try LastSave(output) { try small.save(to: $0, threads: global.threadCount) })
    }

    private func check(_ loss: QuantizationLoss?) throws {
        guard let loss, loss.points > allowLoss else { return }
        throw CommandError.unexpected(
            file: model, line: nil,
            expected: "\(precision.rawValue) to lose at most \(allowLoss) \(loss.unit) (--allow-loss)",
            found: "a loss of \(loss.points.fixed(2))")
    }
}

extension WeightPrecision: ExpressibleByArgument {}
