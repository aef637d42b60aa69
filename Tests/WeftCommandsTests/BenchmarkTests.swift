import Foundation
import TestSupport
import Testing

/// Every benchmark runs and gives its figures; what they are is the machine's.
@Suite("weft benchmark", .serialized) struct BenchmarkTests {
    private static let small = ["--layers", "1", "--hidden", "8", "--embedding", "8"]

    /// The numbers of the JSON that a benchmark writes, by name.
    private func figures(_ arguments: [String]) throws -> [String: Double] {
        let run = try Executable.run(["benchmark"] + arguments + ["--repeats", "1", "--threads", "1", "--json"])
        #expect(run.code == 0 && run.error.isEmpty, "\(run)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        return (object ?? [:]).compactMapValues { $0 as? Double }
    }

    @Test(arguments: [
        (["layer", "--config", "1,yes,8,8,2,3"], "tokens_per_second"),
        (["layer", "--config", "1,no,8,8,2,3", "--mode", "infer", "--precision", "int8"], "peak_fraction"),
        (["classifier", "--batch", "2"] + BenchmarkTests.small, "examples_per_second"),
        (["classifier", "--batch", "2", "--mode", "infer"] + BenchmarkTests.small, "examples_per_second"),
        (["language-model", "--batch", "2", "--window", "4"] + BenchmarkTests.small, "characters_per_second"),
        (["generate", "--precision", "int8"] + BenchmarkTests.small, "characters_per_second"),
        (["limits"], "gflops"),
        (["product", "--config", "1,no,8,8,2,3"], "1,no,8,8,2,3 step backward"),
    ])
    func figures(arguments: [String], rate: String) throws {
        let figures = try figures(arguments)
        #expect(figures[rate] ?? 0 > 0, "\(figures)")
        #expect(figures.values.allSatisfy { $0 > 0 && $0.isFinite }, "\(figures)")
    }

    @Test func ofFiles() throws {
        let trial = Trial(task: .classifier)
        let model = try trial.model()
        #expect(try figures(["load", model])["loads_per_second"] ?? 0 > 0)
        #expect(try figures(["tokenize", trial.folder.file("data.tsv")])["tokens_per_second"] ?? 0 > 0)
        let lengths = trial.folder.write("3\n5\n1\n", to: "lengths.txt")
        #expect(try figures(["classifier", "--lengths", lengths] + Self.small)["tokens_per_second"] ?? 0 > 0)
    }

    @Test func faults() throws {
        let folder = TemporaryFolder()
        expectFault(try Executable.run(["benchmark", "load", folder.file("none")]), "none: cannot open")
        expectFault(try Executable.run(["benchmark", "tokenize", folder.file("none")]), "none: cannot open")
        let lengths = folder.write("3\nmany\n", to: "lengths.txt")
        expectFault(try Executable.run(["benchmark", "classifier", "--lengths", lengths]), "\(lengths):2:")
        for verb in [["classifier", "--lengths"], ["layer", "--lengths"], ["tokenize"]] {
            let empty = folder.write("", to: "empty")
            expectFault(try Executable.run(["benchmark"] + verb + [empty]), "\(empty): expected ")
        }
        #expect(try Executable.run(["benchmark", "layer", "--config", "1,2,3"]).code == 64)
        #expect(try Executable.run(["benchmark", "layer", "--repeats", "0"]).code == 64)
    }
}
