import TestSupport
import Testing

@Suite("--locale") struct LocaleOptionTests {
    private let folder = TemporaryFolder()

    @Test(
        arguments: ["turkish", "xx", "türkçe"],
        [
            ["tokenize"], ["vocabulary", "build", "data.tsv", "-o", "out"],
            ["train", "classifier", "data.tsv", "-o", "out"],
            ["train", "language-model", "data.tsv", "-o", "out"],
        ]
    )
    func unknownIsWrongUsage(locale: String, verb: [String]) throws {
        folder.write("a\tb\n", to: "data.tsv")
        let words = verb.map { ["data.tsv", "out"].contains($0) ? folder.file($0) : $0 }
        let run = try Executable.run(words + ["--locale", locale])
        #expect(run.code == 64 && run.output.isEmpty)
        #expect(run.error.hasPrefix("weft: expected --locale with a known language, such as tr"), "\(run.error)")
        #expect(run.error.contains("found \"\(locale)\""))
        #expect(folder.names == ["data.tsv"])
    }

    @Test(arguments: [("tr", "tıtle"), ("tr_TR", "tıtle"), ("tr-TR", "tıtle"), ("zh-Hans", "title"), ("", "title")])
    func knownIsUsed(locale: String, token: String) throws {
        let run = try Executable.run(["tokenize", "--locale", locale], input: "TITLE\n")
        #expect(run.output == token + "\n" && run.code == 0)
    }
}
