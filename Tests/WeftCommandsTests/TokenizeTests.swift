import Foundation
import Testing

@Suite("weft tokenize and weft vocabulary")
struct TokenizeTests {
    @Test("tokens of a line, as text and as JSON with offsets in the line as given")
    func tokens() throws {
        let line = "Crème 我喜欢ﬁ!\n"
        #expect(try Executable.run(["tokenize"], input: line).output == "crème 我 喜欢 fi !\n")
        let json = """
            {"tokens":[{"text":"crème","start":0,"end":6},{"text":"我","start":7,"end":10},\
            {"text":"喜欢","start":10,"end":16},{"text":"fi","start":16,"end":19},{"text":"!","start":19,"end":20}]}

            """
        #expect(try Executable.run(["tokenize", "--json"], input: line).output == json)
    }

    @Test("--all gives the line back")
    func all() throws {
        let run = try Executable.run(["tokenize", "--all", "--json"], input: "a  \t b\u{AD}c É e\u{301}\u{FEFF}x\n\n")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[1] == "{\"tokens\":[]}")
        let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: [[String: Any]]]
        let texts = (object?["tokens"] ?? []).compactMap { $0["text"] as? String }
        #expect(Array(texts.joined().unicodeScalars) == Array("a  \t b\u{AD}c É e\u{301}\u{FEFF}x".unicodeScalars))
    }

    @Test("wrong usage and a missing file")
    func faults() throws {
        #expect(try Executable.run(["tokenize", "--all", "--fold-numbers"]).code == 64)
        let run = try Executable.run(["tokenize", "no-such-file"])
        #expect(run.code == 1 && run.error.contains("no-such-file"))
    }

    @Test("a vocabulary is the same bytes twice, and can be shown")
    func vocabulary() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weft-vocabulary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["a.txt", "1.tsv", "2.tsv"].map { folder.appending(path: $0).path }
        try Data("b a c\na b a\n".utf8).write(to: URL(filePath: names[0]))
        for output in names.dropFirst() {
            let run = try Executable.run(["vocabulary", "build", names[0], "--output", output, "--min-count", "2"])
            let report = "\(output): 2 of 3 distinct tokens, which cover 83.33 % of 6 in 2 documents\n"
            #expect(run == Executable.Run(code: 0, output: report, error: ""))
        }
        let text = try String(contentsOfFile: names[1], encoding: .utf8)
        #expect(text == (try String(contentsOfFile: names[2], encoding: .utf8)))
        #expect(text.hasPrefix("# weft vocabulary 1\n# weft vocabulary build "))
        #expect(text.hasSuffix("\na\t3\nb\t2\n"))
        let shown = try Executable.run(["vocabulary", "show", names[1], "--json", "--top", "5"])
        #expect(shown.output.hasSuffix("{\"id\":4,\"text\":\"a\",\"count\":3}]}\n"))
        let wrong = try Executable.run(["vocabulary", "show", names[0]])
        #expect(wrong.code == 1 && wrong.error.contains("a.txt:1: expected"))
    }
}
