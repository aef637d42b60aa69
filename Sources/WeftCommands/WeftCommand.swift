import ArgumentParser

/// The root command. A verb is a file `XCommand.swift` with a `ParsableCommand` and one line in `verbs`.
package struct WeftCommand: ParsableCommand {
    /// Every verb, in the order in which the help text lists them.
    static let verbs: [any ParsableCommand.Type] = [
        TrainCommand.self, ClassifyCommand.self, EvaluateCommand.self, CompareCommand.self, GenerateCommand.self,
        QuantizeCommand.self, TokenizeCommand.self, VocabularyCommand.self, InspectCommand.self, BenchmarkCommand.self,
    ]

    package static let configuration = CommandConfiguration(
        commandName: "weft",
        abstract: "Text classification and sequence modelling on CPUs.",
        discussion: """
            Results go to standard output, progress and notes to standard error. Where a verb reads documents, \
            it reads standard input when no file is given, a line a document.

            Exit codes: 0 done, 1 the data or model is at fault, 64 wrong usage, 130 interrupted.
            """,
        version: "0.1.0",
        subcommands: verbs
    )

    package init() {}
}
