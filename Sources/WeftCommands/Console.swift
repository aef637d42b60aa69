import WeftCompression

/// What a verb speaks through: results to standard output, notes and progress to standard error.
package final class Console {
    /// The writer of results.
    package let output = Output.standard()
    /// Whether results are asked for as JSON.
    package let isJSON: Bool
    /// Whether progress is shown: somebody looks at standard error and did not ask for quiet.
    package let showsProgress: Bool
    private let isQuiet: Bool
    private let standardError = Output.standardError()

    /// - Parameter options: What the person asked for.
    package init(_ options: GlobalOptions) {
        isJSON = options.json
        isQuiet = options.quiet
        showsProgress = !options.quiet && standardError.isTerminal
    }

    /// Tells the person something that is not a result. Nothing is written under `--quiet`; a closed standard error
    /// is no reason to stop. What names and data hold is shown on the one line, escaped.
    package func note(_ text: String) {
        if !isQuiet { try? standardError.line(text.singleLine) }
    }

    /// Tells the person of a fault that is no end of the work; under `--quiet` too.
    package func fault(_ text: String) { try? standardError.line("weft: " + text.singleLine) }

    /// Makes the lines of `files`, or of standard input if there are none, or for "-".
    ///
    /// Results written so far leave before a read that may have to wait, so that whoever writes a line to us and
    /// waits for the answer gets it, while a file of a million lines is written in large pieces.
    package func lines(of files: [String]) -> InputLines {
        InputLines(files: files.isEmpty ? ["-"] : files) { [output] in try output.flush() }
    }

    /// Tells, once, how much of the lines was no UTF-8.
    package func noteRepairs(of lines: InputLines) {
        guard lines.repairs > 0 else { return }
        note("note: \(lines.repairs.grouped) broken UTF-8 sequences were read as U+FFFD")
    }

    /// Starts a progress bar, which stays invisible where progress is not shown.
    /// - Parameters:
    ///   - label: What is being done, such as "epoch 2/10".
    ///   - total: How many units there are, if that is known.
    ///   - unit: What is counted, in the plural, such as "examples".
    package func progress(_ label: String, total: Int?, unit: String) -> ProgressMeter {
        ProgressMeter(
            state: ProgressBar(label: label.singleLine, total: total, unit: unit),
            screen: showsProgress ? standardError : nil)
    }
}
