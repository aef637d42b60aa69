import Foundation
import Testing

@Suite("The weft executable")
struct ExecutableTests {
    @Test("the help of the root command", arguments: [[], ["--help"], ["help"], ["-h"]])
    func help(arguments: [String]) throws {
        let run = try Executable.run(arguments)
        #expect(run.code == 0)
        #expect(run.error.isEmpty)
        #expect(run.output == (try Snapshot.matching(run.output, "help-weft")))
    }

    @Test("the version")
    func version() throws {
        #expect(try Executable.run(["--version"]) == Executable.Run(code: 0, output: "0.1.0\n", error: ""))
    }

    @Test("wrong usage", arguments: [["no-such-verb"], ["--no-such-option"]])
    func usage(arguments: [String]) throws {
        let run = try Executable.run(arguments)
        #expect(run.code == 64)
        #expect(run.output.isEmpty)
        #expect(run.error.hasPrefix("weft: "))
        #expect(run.error.contains("Usage: weft"))
    }

    @Test("help into a pipe that nobody reads ends quietly")
    func brokenPipe() throws {
        let run = try Executable.run(["--help"], closingOutput: true)
        #expect(run == Executable.Run(code: 0, output: "", error: ""))
    }
}
