import ArgumentParser

/// A verb of the command line: a `ParsableCommand` that is handed a console to speak through.
///
/// ```swift
/// struct TokenizeCommand: Verb {
///     static let configuration = CommandConfiguration(commandName: "tokenize", abstract: "…")
///     @Argument(help: "…") var files: [String] = []
///     @OptionGroup(title: "Global Options") var global: GlobalOptions
///
///     var fileUse: FileUse { FileUse(reads: files) }
///
///     func run(_ console: Console) throws {
///         let lines = console.lines(of: files)
///         while let line = try lines.next() { try console.output.line(…) }
///     }
/// }
/// ```
package protocol Verb: ParsableCommand {
    /// The options shared by all verbs.
    var global: GlobalOptions { get }

    /// The files that its arguments name, which are looked at before the work.
    var fileUse: FileUse { get }

    /// Does the work. A thrown error ends the process as `Ending` says.
    mutating func run(_ console: Console) throws
}

extension Verb {
    /// Runs the verb with a console made from its global options.
    package mutating func run() throws {
        let use = fileUse
        // A signal in the middle of the look at an output would leave the file that is made to try it.
        if !use.writes.isEmpty { _ = Interruption() }
        try use.check()
        let console = Console(global)
        do {
            try run(console)
        } catch {
            // What was found before the fault is the person's: it leaves first, the fault comes after it.
            try? console.output.flush()
            throw error
        }
        try console.output.flush()
    }
}
