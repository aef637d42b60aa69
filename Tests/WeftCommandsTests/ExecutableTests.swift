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
        let run = try Executable.run(["--help"], reader: .nobody)
        #expect(run == Executable.Run(code: 0, output: "", error: ""))
    }

    #if os(Linux)
        private static let hasTaskset = FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset")

        @Test(
            "a process that is kept to one processor uses one thread", .enabled(if: hasTaskset, "there is no taskset"))
        func affinity() throws {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let mine = try #require(status.firstMatch(of: /Cpus_allowed_list:\s+(\d+)/)?.output.1)
            let sizes = ["--layers", "1", "--hidden", "8", "--embedding", "8", "--batch", "2", "--repeats", "1"]
            let run = try Executable.run(
                ["benchmark", "classifier"] + sizes, by: ["/usr/bin/taskset", "-c", String(mine)])
            #expect(run.output.hasPrefix("classifier train, 1 × 8, batch 2, 1 threads: "), "\(run)")
        }
    #endif
}
