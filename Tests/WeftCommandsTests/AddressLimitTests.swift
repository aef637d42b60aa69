import TestSupport
import Testing

#if canImport(Glibc)
    /// Batch systems limit the addresses of a process.
    @Suite(.serialized) struct AddressLimitTests {
        private let folder = TemporaryFolder()

        private func run(_ words: String..., kibibytes: Int, input: String = "") throws -> Executable.Run {
            try Executable.run(
                words, input: input, by: ["/bin/sh", "-c", "ulimit -v \(kibibytes); exec \"$0\" \"$@\""])
        }

        @Test(arguments: [1_000_000, 8_000_000], ["1", "2", "4"])
        func modelsOfUsualSizesAreTrainedAndUsed(kibibytes: Int, threads: String) throws {
            let model = folder.file("model"), quantized = folder.file("small")
            let data = folder.write(Trial.data, to: "data.tsv")
            for task in Trial.Task.allCases {
                let trained = try run(
                    "train", task.rawValue, data, "--output", model, "--epochs", "1", "--threads", threads,
                    kibibytes: kibibytes)
                #expect(trained.code == 0, "\(trained.error)")
                let small = try run(
                    "quantize", model, "--output", quantized, "--threads", threads, kibibytes: kibibytes)
                #expect(small.code == 0, "\(small.error)")
                for file in [model, quantized] {
                    let used = try run(
                        task == .classifier ? "classify" : "generate", file, "--threads", threads,
                        kibibytes: kibibytes, input: Trial.data)
                    #expect(used.code == 0 && !used.output.isEmpty, "\(used.error)")
                    let judged = try run("evaluate", file, data, "--threads", threads, kibibytes: kibibytes)
                    #expect(judged.code == 0, "\(judged.error)")
                }
            }
        }

        /// The same bytes as where addresses are plenty.
        @Test func theResultDoesNotDependOnTheLimit() throws {
            let data = folder.write(Trial.data, to: "data.tsv")
            for task in Trial.Task.allCases {
                let words = ["train", task.rawValue, data, "--epochs", "2", "--hidden", "40", "--output"]
                #expect(try Executable.run(words + [folder.file("plenty")]).code == 0)
                let limited = try Executable.run(
                    words + [folder.file("limited")],
                    by: ["/bin/sh", "-c", "ulimit -v 1000000; exec \"$0\" \"$@\""])
                #expect(limited.code == 0, "\(limited.error)")
                #expect(folder.read("plenty") == folder.read("limited"))
            }
        }

        @Test func whatDoesNotFitIsOneLine() throws {
            let data = folder.write(Trial.data, to: "data.tsv")
            for task in Trial.Task.allCases {
                let refused = try run(
                    "train", task.rawValue, data, "--hidden", "4096", "--output", folder.file("model"), "--quiet",
                    kibibytes: 1_000_000)
                expectFault(refused, " bytes of memory: expected at most 1024000000")
            }
        }
    }
#endif
