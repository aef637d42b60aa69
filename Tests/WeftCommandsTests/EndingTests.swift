import ArgumentParser
import Testing
import WeftCommands

@Suite("Ending")
struct EndingTests {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    @Test("a fault of the data is one line and code 1, whatever its text holds")
    func fault() {
        let ending = Ending(of: Fault(description: "a\u{1B}[31m.tsv:3: expected a label,\nfound \u{85}é"))
        #expect(ending.code == 1)
        #expect(ending.diagnostic == #"weft: a\u{1b}[31m.tsv:3: expected a label,\nfound \u{85}é"#)
        #expect(ending.output.isEmpty)
    }

    @Test("an interruption is code 130 and tells how to go on")
    func interrupted() {
        let ending = Ending(of: Interrupted("interrupted; go on with: weft train --resume a.checkpoint"))
        #expect(ending.code == 130)
        #expect(ending.diagnostic == "weft: interrupted; go on with: weft train --resume a.checkpoint")
    }

    @Test("a reader that has gone is no fault")
    func closed() {
        let ending = Ending(of: OutputClosed())
        #expect(ending.code == 0)
        #expect(ending.output.isEmpty && ending.diagnostic.isEmpty)
    }

    @Test("wrong usage is code 64 and shows the usage")
    func usage() throws {
        let error = #expect(throws: (any Error).self) { try WeftCommand.parseAsRoot(["--no-such-option"]) }
        let ending = Ending(of: try #require(error))
        #expect(ending.code == 64)
        #expect(ending.diagnostic.hasPrefix("weft: Unknown option '--no-such-option'\nUsage: weft"))
    }

    @Test("threads out of range are wrong usage", arguments: ["0", "-1", "1025", "two"])
    func threads(count: String) throws {
        let error = #expect(throws: (any Error).self) { try GlobalOptions.parse(["--threads=\(count)"]) }
        #expect(Ending(of: try #require(error)).code == 64)
    }

    @Test("threads as asked for, or all processors")
    func threadCount() throws {
        #expect(try GlobalOptions.parse(["--threads", "3"]).threadCount == 3)
        #expect(try GlobalOptions.parse([]).threadCount >= 1)
    }

    @Test(
        "faults name file, line, what was expected and what was found",
        arguments: [
            (
                CommandError.unwritable(file: "standard output", reason: "no space"),
                "standard output: expected a writable file, found: no space"
            ),
            (
                .unexpected(file: "a.tsv", line: 7, expected: "a label", found: "an empty line"),
                "a.tsv:7: expected a label, found an empty line"
            ),
        ])
    func descriptions(error: CommandError, text: String) {
        #expect(error.description == text)
    }
}
