import ArgumentParser
import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension WeftCommand {
    /// Parses the arguments of this process, runs the verb they name and ends the process with the exit code of the outcome.
    ///
    /// ArgumentParser's own `main` would report faults of the data as `Error: …`, and a closed pipe would kill the
    /// process in the middle of a write; both are decided here instead, once for all verbs.
    package static func runToExit() -> Never {
        // A reader that went away (`weft … | head`) is seen as EPIPE by the writer, not as a deadly signal:
        // a training that has a model to save must survive it.
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow further (`ulimit -f`) likewise.
        signal(SIGXFSZ, SIG_IGN)
        StandardStreams.fillGaps()
        do {
            var command = try parseAsRoot(Array(ProcessArguments.all.dropFirst()))
            try command.run()
            endProcess(0)
        } catch {
            let ending = Ending(of: error)
            endProcess(ending.report())
        }
    }
}

/// How a run that threw ends: the exit code, and what the person is told on which stream.
package struct Ending: Equatable {
    /// 0, 1, 64 or 130, or what a verb asked for by throwing an `ExitCode`.
    package var code: Int32
    /// What goes to standard output: help and version texts.
    package var output = ""
    /// What goes to standard error: the one line of a fault, or the usage.
    package var diagnostic = ""

    /// Decides the ending for what a verb threw, or for what parsing its arguments threw.
    package init(of error: any Error) {
        if error is OutputClosed {
            code = 0
            return
        }
        if let interrupted = error as? Interrupted {
            code = 130
            diagnostic = "weft: \(interrupted)"
            return
        }
        let parserCode = WeftCommand.exitCode(for: error)
        code = parserCode.rawValue
        if parserCode == .success {
            output = WeftCommand.fullMessage(for: error)
        } else if parserCode == .validationFailure {
            diagnostic = Self.usage(WeftCommand.fullMessage(for: error))
        } else if error is ExitCode {
            diagnostic = ""
        } else {
            code = 1
            // One line, whatever a file name or a datum holds.
            diagnostic = "weft: " + "\(error)".singleLine.escapingInvisible()
        }
    }

    /// Writes both texts and gives the exit code. That standard error cannot be written to can be told to nobody; that
    /// the output could not be written is a fault.
    func report() -> Int32 {
        if !diagnostic.isEmpty { try? Output.standardError().line(diagnostic) }
        guard !output.isEmpty else { return code }
        do {
            let standard = Output.standard()
            try standard.line(output)
            try standard.flush()
            return code
        } catch {
            return Ending(of: error).report()
        }
    }

    /// Gives ArgumentParser's message our prefix, so that every line we are at fault for begins alike, and shows what
    /// the arguments hold escaped.
    private static func usage(_ message: String) -> String {
        let prefix = "Error: "
        let message = message.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).singleLine }
            .joined(separator: "\n")
        return message.hasPrefix(prefix) ? "weft: " + message.dropFirst(prefix.count) : message
    }
}

/// `exit(3)`, under a name that ArgumentParser's `exit(withError:)` does not hide.
private func endProcess(_ code: Int32) -> Never {
    exit(code)
}
