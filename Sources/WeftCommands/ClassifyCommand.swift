import ArgumentParser
import Weft
import WeftJSON

/// `weft classify`: a label for each line.
struct ClassifyCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Label documents, a line each, with a trained classifier.",
        discussion: """
            Prints label<TAB>probability for each line, in order. Line breaks, tabs and controls in a label are escaped as \
            in JSON.

            Examples:
              echo "Who wrote Hamlet?" | weft classify questions.weft
              weft classify questions.weft questions.txt --json
              weft classify questions.weft --explain < questions.txt
            """)

    @Argument(help: "A model made by weft train classifier.")
    var model: String

    @Argument(help: "Files of documents, a line each; standard input if none, or for \"-\".")
    var files: [String] = []

    @Flag(help: "Show the probability that the label would lose without each token.")
    var explain = false

    @OptionGroup(title: "Global Options") var global: GlobalOptions

    /// Lines that are classified together, when so many are at hand.
    private static let batch = 4096

    var fileUse: FileUse { FileUse(reads: [model] + (files.isEmpty ? ["-"] : files)) }

    func run(_ console: Console) throws {
        let classifier = try console.classifier(model, threads: global.threadCount)
        let lines = console.lines(of: files)
        var isFirst = true
        while true {
            let batch = try lines.nextBatch(upTo: ClassifyCommand.batch)
            if batch.isEmpty { break }
            if isFirst, let hint = DocumentHint(batch.map(\.bytes), labels: classifier.labels) {
                console.note("note: \(hint)")
            }
            isFirst = false
            if explain {
                for line in batch { try write(classifier.explain(utf8: line.bytes), to: console) }
            } else {
                for result in try classifier.classify(utf8: batch.map(\.bytes)) { try write(result, to: console) }
            }
        }
        console.noteRepairs(of: lines)
    }

    private func write(_ result: Classification, to console: Console) throws {
        if console.isJSON {
            try console.output.line(JSON.object(result.members))
        } else {
            try console.output.line("\(result.label.visible)\t\(Double(result.probability).fixed(4))")
        }
    }

    private func write(_ explanation: Explanation, to console: Console) throws {
        guard !console.isJSON else {
            let tokens = explanation.tokens.map { token in
                JSON.object([
                    .init("text", .string(token.text)), .init("start", .integer(token.range.lowerBound)),
                    .init("end", .integer(token.range.upperBound)), .init("weight", .float(token.weight)),
                    .init("attention", token.attention.map { .float($0) } ?? .null),
                ])
            }
            return try console.output.line(
                JSON.object(explanation.classification.members + [.init("tokens", .array(tokens))]))
        }
        try write(explanation.classification, to: console)
        let most = explanation.tokens.map { abs($0.weight) }.max() ?? 0
        for token in explanation.tokens {
            let bar = String(repeating: "█", count: most > 0 ? Int((20 * abs(token.weight) / most).rounded()) : 0)
            try console.output.line("  \(Double(token.weight).fixed(4))\t\(token.text.visible)\t\(bar)")
        }
    }
}

extension Classification {
    /// Label, probability, and the scores of all labels.
    var members: [JSON.Member] {
        [
            .init("label", .string(label)), .init("probability", .float(probability)),
            .init("scores", .object(scores.map { .init($0.label, .float($0.probability)) })),
        ]
    }
}
