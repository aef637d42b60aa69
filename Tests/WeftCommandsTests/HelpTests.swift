import Foundation
import Testing

/// The help of every verb, whatever it says: an example, and a word on each option.
@Suite("Help") struct HelpTests {
    private struct Tool: Decodable {
        let command: Command
    }

    private struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    private struct Argument: Decodable {
        let valueName: String?
        let abstract: String?
    }

    /// The verbs below a command that have no verbs below them, with the words that call them.
    private func verbs(_ command: Command, path: [String] = []) -> [(path: [String], command: Command)] {
        let path = path + [command.commandName]
        guard let subcommands = command.subcommands, !subcommands.isEmpty else { return [(path, command)] }
        return subcommands.flatMap { verbs($0, path: path) }.filter { $0.path.last != "help" }
    }

    @Test("every verb has an example that calls it, and help for each of its options")
    func verbs() throws {
        let dump = try Executable.run(["--experimental-dump-help"])
        let verbs = verbs(try JSONDecoder().decode(Tool.self, from: Data(dump.output.utf8)).command)
        #expect(verbs.count >= 17)
        for (path, command) in verbs {
            let name = path.joined(separator: " ")
            #expect(command.abstract?.hasSuffix(".") == true, "\(name)")
            #expect(command.discussion?.contains("Example") == true, "\(name)")
            #expect(command.discussion?.contains("\(name) ") == true || name == "weft tokenize", "\(name)")
            for argument in command.arguments ?? [] {
                #expect(argument.abstract?.isEmpty == false, "\(name): \(argument.valueName ?? "")")
            }
            let help = try Executable.run(path.dropFirst() + ["--help"])
            #expect(help.code == 0 && help.error.isEmpty && help.output.contains("USAGE: \(name)"), "\(name)")
        }
    }
}
