import TestSupport
import Testing
import WeftCompression
import WeftCorpora

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Labels as a person sees them.
@Suite struct LabelTests {
    private static let ends = [
        " ", "  ", "\u{A0}", "\u{200B}", "\u{FEFF}", "\u{3000}", "\u{2009}", "\u{200E}", "\u{AD}", "\r",
        "\u{34F}", "\u{2800}", "\u{3164}", "\u{2063}", "\u{E0001}", "\u{17B4}",
    ]

    @Test(arguments: ends) func whatIsInvisibleAtTheEndsOfALabelIsLeftOff(end: String) throws {
        let tsv = "spam\ta\nspam\(end)\tb\n\(end)spam\tc\n"
        let (documents, statistics) = try read(tsv)
        #expect(documents.map(\.label) == ["spam", "spam", "spam"])
        // A byte order mark at the start of a line is no part of it.
        #expect(
            statistics.trimmedLabels == (end == "\u{FEFF}" ? 1 : 2) && statistics.firstTrimmedLabel?.location.line == 2)
        #expect(statistics.firstTrimmedLabel?.label.unicodeScalars.elementsEqual("spam\(end)".unicodeScalars) == true)
        let csv = "label,text\n\"spam\(end)\",a\n"
        #expect(try read(csv, name: "c.csv").documents.map(\.label) == ["spam"])
        let json = "{\"label\":\"\(end == "\r" ? "\\r" : end)spam\",\"text\":\"a\"}\n"
        #expect(try read(json, name: "c.jsonl").documents.map(\.label) == ["spam"])
        #expect(message("\(end)\(end)\ta\n").contains("expected a label"))
    }

    @Test(arguments: ["❤️", "👩‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é", "C++", "new york", "ไทย", "می‌شود"]) func whatCanBeSeenStays(label: String)
        throws
    {
        let (documents, statistics) = try read("\(label)\ttext\n")
        #expect(documents[0].label?.unicodeScalars.elementsEqual(label.unicodeScalars) == true)
        #expect(statistics.trimmedLabels == 0)
    }

    @Test(arguments: ["\u{200D}", "\u{FE0F}", " \u{200D}\u{180B} ", "\u{E0020}"]) func joinersAloneAreNoLabel(
        label: String
    ) {
        #expect(message("\(label)\ttext\n").contains("expected a label"))
    }

    @Test func similarLabelsAreFound() {
        let labels = [
            "a", "A", "new york", "new\u{A0}york", "new  york", "zero", "ze\u{200B}ro", "one", "é", "e\u{301}",
            "o\u{34F}ne",
            "one\u{180B}",
        ]
        let found = SimilarLabels.all(in: labels)
        #expect(
            found.map(\.labels) == [
                ["A", "a"], ["new  york", "new york", "new\u{A0}york"], ["one", "one\u{180B}", "o\u{34F}ne"],
                ["zero", "ze\u{200B}ro"],
            ])
        #expect(found.map(\.difference) == [.letterCase, .invisible, .invisible, .invisible])
        #expect(SimilarLabels.all(in: ["a", "b", "a"]).isEmpty)
    }

    @Test(arguments: [
        ("label\ttext\nspam\ta\nham\tb\n", [1]), ("Category\tHeadline\nspam\ta\nham\tb\n", [1]),
        ("spam\ta\nlabel\ttext\nham\tb\nlabel\ttext\n", [2, 4]), ("text\tlabel\na\tspam\n", [1]),
        ("question\twho\nquestion\twhere\nstatement\ta\n", []), ("spam\ttext\nham\tlabel\n", []),
    ])
    func headersAreFound(tsv: String, lines: [Int]) throws {
        #expect(CorpusReader.headers(in: try read(tsv).documents).map(\.location.line) == lines)
    }

    @Test func namedColumnsAreHeadersToo() throws {
        var options = CorpusOptions()
        options.labelColumn = "Art"
        #expect(CorpusReader.headers(in: try read("art\twort\na\tb\n").documents, options: options).count == 1)
    }

    @Test func emptyLabelsOfJSONAreNotMissing() {
        for (json, found) in [
            ("\"label\":\"\",", "expected a label in \"label\", found an empty string"),
            ("\"label\":null,", "expected a label in \"label\", found null"),
            ("\"label\":\" \",", "expected a label, found white space alone"), ("", "expected a member \"label\""),
        ] { #expect(message("{\(json)\"text\":\"a\"}", name: "c.jsonl").hasPrefix("c.jsonl:1: \(found)")) }
    }

    @Test(arguments: ["[1,[2]]", "{\"a\":\"b\"}", "\"\"", "null", "3"]) func whereNoLabelIsNeededNoneStops(
        value: String
    ) throws {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        let json = "{\"label\":\(value),\"other\":\(deep),\"text\":\"a\"}"
        #expect(try read(json, name: "c.jsonl", options: .init()).documents.map(\.text) == ["a"])
        #expect(try read("\ta\n", options: .init()).documents.map(\.pair) == [["-", "a"]])
        #expect(try read("__label__ a\n", name: "c.ft", options: .init()).documents.map(\.pair) == [["-", "a"]])
    }

    @Test(arguments: ["t\u{E9}xt", "te\u{301}xt"], ["t\u{E9}xt", "te\u{301}xt"])
    func columnsAreFoundInAnyNormalForm(given: String, asked: String) throws {
        var options = CorpusOptions()
        options.textColumn = asked
        for (name, content) in [("c.csv", "\(given),n\na,1\n"), ("c.jsonl", "{\"n\":1,\"\(given)\":\"a\"}\n")] {
            #expect(try read(content, name: name, options: options).documents.map(\.text) == ["a"])
        }
        let other = given == "t\u{E9}xt" ? "te\u{301}xt" : "t\u{E9}xt"
        #expect(message("\(given),\(other)\na,b\n", name: "c.csv", options: options).contains("expected one column"))
        let twice = "{\"\(given)\":\"a\",\"\(other)\":\"b\"}"
        #expect(message(twice, name: "c.jsonl", options: options).contains("expected one member"))
    }

    /// Names that are not UTF-8 are carried as private scalars, which no call of the system may be given.
    @Test(arguments: [Array("2.txt".utf8), [0xE9, 0x32]], [false, true])
    func aPipeInAFolderIsRefused(name: [UInt8], isLinked: Bool) throws {
        let folder = TemporaryFolder()
        for name in ["a", "b"] {
            folder.makeFolder(name)
            folder.write("text", to: "\(name)/1.txt")
        }
        let path = folder.file("b/") + String(pathBytes: name)
        if isLinked {
            try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
            try #require(symlink(folder.file("pipe"), path.pathBytes) == 0)
        } else {
            try #require(mkfifo(path.pathBytes, 0o600) == 0)
        }
        let error = #expect(throws: CorpusError.self) { try CorpusReader.read(folder.path) }
        #expect(error?.description.singleLine == "\(path.singleLine): cannot open: is not a regular file")
    }

    @Test(arguments: ["c.tsv", "c.csv", "c.jsonl", "c.ft"]) func aTextInALabelsPlaceIsRefused(name: String) {
        let label = String(repeating: "a\u{301}\u{323}", count: 2001)
        let content = ["c.tsv": "\(label)\tx\n", "c.csv": "label,text\n\(label),x\n", "c.ft": "__label__\(label) x\n"]
        let found = message(content[name] ?? "{\"label\":\"\(label)\",\"text\":\"x\"}\n", name: name)
        #expect(found.hasSuffix("expected a label of at most 10000 bytes, found one of 10005"), "\(found)")
    }
}
