import Foundation
import TestSupport
import Testing

@Suite("weft vocabulary")
struct VocabularyTests {
    private let folder = TemporaryFolder()

    @Test("a vocabulary is the same bytes twice, and can be shown")
    func vocabulary() throws {
        let names = ["a.txt", "1.tsv", "2.tsv"].map(folder.file)
        folder.write("b a c\na b a\n", to: "a.txt")
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

    @Test(
        "labels are not counted, wherever the documents come from, and what was assumed is told",
        arguments: [
            ("a.tsv", "x\tone two\ny\tone\n", []), ("a.txt", "x\tone two\ny\tone\n", []),
            ("-", "x\tone two\ny\tone\n", []),
            ("a", "\n__label__x one two\n__label__y one\n", []),
            ("a.txt", "{\"text\":\"one two\"}\n{\"text\":\"one\",\"label\":[1]}\n", []),
            ("-", "text,label\none two,x\none,y\n", ["--format", "csv"]),
            ("a.csv", "body,kind\none two,x\none,y\n", ["--text-column", "body", "--label-column", "kind"]),
            ("a.jsonl", "{\"body\":\"one two\",\"label\":[\"x\"]}\n{\"body\":\"one\"}\n", ["--text-column", "body"]),
        ])
    func labelsAreNotCounted(name: String, text: String, options: [String]) throws {
        let path = name == "-" ? "-" : folder.write(text, to: name)
        let run = try Executable.run(
            ["vocabulary", "build", path, "--output", folder.file("v")] + options, input: text)
        #expect(run.code == 0, "\(run.error)")
        #expect(String(decoding: folder.read("v"), as: UTF8.self).hasSuffix("\none\t2\ntwo\t1\n"))
        let isGuess = options.isEmpty && !name.hasSuffix(".tsv")
        let shown = name == "-" ? "standard input" : path
        #expect(run.error.hasPrefix("\(shown): read as ") == isGuess && run.error.isEmpty == !isGuess, "\(run.error)")
    }

    @Test("a text with a tab is a text, and --format text makes one of anything")
    func textStaysText() throws {
        let prose = folder.write("one\ttwo\nthree\n", to: "prose.txt"), labelled = folder.write("x\tone\n", to: "l.txt")
        for (path, options, words) in [
            (prose, [], "one\t1\nthree\t1\ntwo\t1\n"), (labelled, ["--format", "text"], "one\t1\nx\t1\n"),
        ] {
            let run = try Executable.run(["vocabulary", "build", path, "--output", folder.file("v")] + options)
            #expect(run.code == 0 && run.error.isEmpty)
            #expect(String(decoding: folder.read("v"), as: UTF8.self).hasSuffix(words))
        }
    }

    @Test(arguments: BadFile.allCases) func badCorpus(bad: BadFile) throws {
        let path = bad.make(in: folder)
        folder.write("a\n", to: "good.txt")
        let build = ["vocabulary", "build", "--output", folder.file("vocabulary.tsv")]
        expectFault(try Executable.run(build + [path]), "\(path):")
        expectFault(try Executable.run(build + [folder.file("good.txt"), path]), "\(path):")
        #expect(!folder.names.contains("vocabulary.tsv"))
    }

    @Test(arguments: BadFile.allCases) func badVocabulary(bad: BadFile) throws {
        let path = bad.make(in: folder)
        expectFault(try Executable.run(["vocabulary", "show", path]), "\(path):")
    }

    @Test(
        "the line at fault is named",
        arguments: [
            ("# weft vocabulary 2\na\t1\n", 1, "expected \"# weft vocabulary 1\", found \"# weft vocabulary 2\""),
            ("# weft vocabulary 1\na\t3\nb\tmany\n", 3, "expected token<TAB>count, found \"b\\u{9}many\""),
            ("# weft vocabulary 1\n# a note\na 3\n", 3, "expected token<TAB>count, found \"a 3\""),
            ("# weft vocabulary 1\n# a note\na\t3\nb\t2\na\t2\n", 5, "expected each token once"),
            ("# weft vocabulary 1\na\\x\t3\n", 2, "expected token<TAB>count"),
        ])
    func malformed(text: String, line: Int, fault: String) throws {
        folder.write(text, to: "vocabulary.tsv")
        let path = folder.file("vocabulary.tsv")
        expectFault(try Executable.run(["vocabulary", "show", path]), "weft: \(path):\(line): \(fault)")
    }

    @Test("more distinct tokens than the memory holds are a fault, and no file is left")
    func outgrown() throws {
        folder.write((0..<200_000).map { "word\($0)" }.joined(separator: "\n"), to: "words.txt")
        let run = try Executable.run(
            ["vocabulary", "build", folder.file("words.txt"), "--memory", "1", "--output", folder.file("v.tsv")])
        expectFault(run, "distinct tokens need more than the 1048576 bytes allowed")
        #expect(folder.names == ["words.txt"])
    }

    @Test(arguments: [["--size", "4"], ["--memory", "0"], ["--form", "nfd"]]) func wrongUsage(options: [String]) throws
    {
        folder.write("a\n", to: "good.txt")
        let run = try Executable.run(
            ["vocabulary", "build", folder.file("good.txt"), "--output", folder.file("v.tsv")] + options)
        #expect(run.code == 64 && folder.names == ["good.txt"])
    }
}
