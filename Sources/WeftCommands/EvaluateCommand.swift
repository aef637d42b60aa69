import ArgumentParser
import Weft
import WeftCorpora
import WeftJSON

/// `weft evaluate`: how good a model is on other data.
struct EvaluateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judge a trained model on data that it has not seen.",
        discussion: """
            A classifier wants labelled documents and is judged beside its baseline; a language model wants a text.

            Examples:
              weft evaluate questions.weft questions-test.tsv
              weft evaluate shakespeare.weft valid.txt --json
            """)

    @Argument(help: "A model made by weft train.")
    var model: String

    @Argument(help: "Labelled documents, or a text for a language model.")
    var data: String

    @OptionGroup(title: "Documents") var corpus: CorpusArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    var fileUse: FileUse { FileUse(reads: [model, data]) }

    func run(_ console: Console) throws {
        if try ModelFile(path: model).task == .languageModel { return try evaluateLanguageModel(console) }
        let documents = try corpus.read(data, requiresLabels: true, console: console)
        let classifier = try console.classifier(model, threads: global.threadCount)
        let report = try classifier.evaluate(documents)
        if console.isJSON {
            try console.output.line(JSON.object(report.members))
        } else {
            for line in report.lines { try console.output.line(line) }
        }
    }

    private func evaluateLanguageModel(_ console: Console) throws {
        let text = try PlainText.read(data, console: console)
        let evaluation = try console.languageModel(model, threads: global.threadCount).evaluate(text)
        if console.isJSON {
            try console.output.line(JSON.object(evaluation.members))
        } else {
            for line in evaluation.lines { try console.output.line(line) }
        }
    }
}
