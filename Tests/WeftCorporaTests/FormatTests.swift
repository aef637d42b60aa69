import TestSupport
import Testing
import WeftCorpora

/// Reads a text as a file of that name.
func read(
    _ text: String, name: String = "corpus.tsv", options: CorpusOptions = CorpusOptions(requiresLabels: true)
) throws -> (documents: [Document], statistics: CorpusStatistics) {
    let folder = TemporaryFolder()
    folder.write(text, to: name)
    return try CorpusReader.read(folder.file(name), options: options)
}

/// The error of reading a text, with the file's name alone in place of its path.
func message(
    _ text: String, name: String = "corpus.tsv", options: CorpusOptions = CorpusOptions(requiresLabels: true)
) -> String {
    let folder = TemporaryFolder()
    folder.write(text, to: name)
    do throws(CorpusError) {
        _ = try CorpusReader.read(folder.file(name), options: options)
        return "no error"
    } catch {
        return String(error.description.dropFirst(folder.path.count + 1))
    }
}

extension Document {
    var pair: [String] { [label ?? "-", text] }
}

@Suite struct FormatTests {
    @Test func aTSVLineIsLabelTabText() throws {
        let (documents, statistics) = try read("ham\thello\r\n\nspam\tbuy\tnow \n  \n嗨\t日本")
        #expect(documents.map(\.pair) == [["ham", "hello"], ["spam", "buy\tnow "], ["嗨", "日本"]])
        #expect(documents.map(\.location.line) == [1, 3, 5])
        #expect(statistics.documents == 3 && statistics.lines == 5 && statistics.emptyLines == 2)
    }

    @Test func aTSVWithoutLabelsIsText() throws {
        #expect(
            try read("one\nb\ttwo", options: CorpusOptions()).documents.map(\.pair) == [["-", "one"], ["b", "two"]])
    }

    @Test func aByteOrderMarkIsDropped() throws {
        #expect(try read("\u{FEFF}a\tb\n").documents.map(\.pair) == [["a", "b"]])
        #expect(try read("\u{FEFF}{\"text\":\"b\"}", name: "a.jsonl", options: .init()).documents.first?.text == "b")
    }

    @Test func csvFollowsItsHeader() throws {
        let text = """
            id,label,text\r
            1,a,plain\r
            2,b,"with ""quotes"", commas\r
            and lines"\r
            \r
            3,"c",""\r
            4,d,an inch is 1" here
            """
        let (documents, statistics) = try read(text, name: "corpus.csv")
        #expect(
            documents.map(\.pair) == [
                ["a", "plain"], ["b", "with \"quotes\", commas\r\nand lines"], ["c", ""], ["d", "an inch is 1\" here"],
            ])
        #expect(documents.map(\.location.line) == [2, 3, 6, 7])
        #expect(statistics.emptyTexts == 1)
    }

    @Test func columnsAreChosenByName() throws {
        var options = CorpusOptions(requiresLabels: true)
        options.textColumn = "the text"
        options.labelColumn = "Kind"
        let csv = "\"the text\",Kind\nx,1\n"
        #expect(try read(csv, name: "c.csv", options: options).documents.map(\.pair) == [["1", "x"]])
        let json = "{\"Kind\":1.50,\"the text\":\"x\"}\n{\"the text\":\"y\",\"Kind\":true}"
        #expect(
            try read(json, name: "c.json", options: options).documents.map(\.pair) == [["1.50", "x"], ["true", "y"]])
    }

    @Test func jsonLinesResolveEscapes() throws {
        let text = #"""
            {"text":"a\n\"b\" \u00e9 \ud83d\ude00 é","label":"x","other":{"text":[1,{"label":null}]}}
             { "label" : "y\/z" , "text" : "" }
            {"text":"lone \ud83d here","label":"x"}
            """#
        let (documents, statistics) = try read(text, name: "corpus.jsonl")
        #expect(documents.map(\.pair) == [["x", "a\n\"b\" é 😀 é"], ["y/z", ""], ["x", "lone \u{FFFD} here"]])
        #expect(statistics.repairs == 1 && statistics.repairedDocuments == 1)
    }

    @Test func jsonLinesMayLackLabels() throws {
        let text = "{\"text\":\"a\"}\n{\"text\":\"b\",\"label\":null}"
        #expect(try read(text, name: "c.ndjson", options: .init()).documents.map(\.pair) == [["-", "a"], ["-", "b"]])
    }

    @Test func fastTextTakesTheFirstLabel() throws {
        let text = "__label__a one two\n__label__b __label__c three __label__d\n__label__e\n"
        #expect(
            try read(text, name: "corpus.txt").documents.map(\.pair) == [
                ["a", "one two"], ["b", "three"], ["e", ""],
            ])
    }

    @Test func aTextFileIsADocumentALine() throws {
        let (documents, statistics) = try read("one\n\nthree\r\n", name: "corpus.txt", options: CorpusOptions())
        #expect(documents.map(\.text) == ["one", "", "three"])
        #expect(statistics.emptyTexts == 1 && statistics.emptyLines == 0)
    }

    @Test(arguments: [
        ("a.tsv", CorpusFormat.tsv), ("a.TSV.ZST", .tsv), ("a.csv.gz", .csv), ("dir.v1/a.jsonl", .jsonl),
        ("a.fasttext", .fastText), ("a.txt.zst", .text),
    ])
    func theNameTellsTheFormat(name: String, format: CorpusFormat) {
        #expect(CorpusFormat(name: name) == format)
    }

    @Test func unknownNamesTellNothing() {
        #expect(CorpusFormat(name: "corpus") == nil && CorpusFormat(name: "a.xyz") == nil)
    }

    @Test(arguments: [("a\tb", "a"), ("__label__a b", "a"), ("{\"text\":\"b\",\"label\":\"a\"}", "a")])
    func theFirstLineTellsTheFormatWhereTheNameDoesNot(text: String, label: String) throws {
        #expect(try read(text, name: "corpus").documents.map(\.pair) == [[label, "b"]])
    }

    @Test func anOptionOverridesTheName() throws {
        #expect(try read("a\tb", options: CorpusOptions(format: .text)).documents.map(\.pair) == [["-", "a\tb"]])
    }

    @Test func aFolderHoldsAFolderAClass() throws {
        let folder = TemporaryFolder()
        for name in ["pos", "neg", ".hidden"] { folder.makeFolder(name) }
        folder.write("two\r\nlines\n", to: "pos/b.txt")
        folder.write("one", to: "pos/a.txt")
        folder.write(GzipMember.stored(Array("packed".utf8)), to: "neg/z.gz")
        folder.write([], to: "neg/0")
        folder.write("beside", to: "README")
        let (documents, statistics) = try CorpusReader.read(folder.path, options: .init(requiresLabels: true))
        #expect(
            documents.map(\.pair) == [["neg", ""], ["neg", "packed"], ["pos", "one"], ["pos", "two\r\nlines"]])
        #expect(documents[2].location.description == "\(folder.path)/pos/a.txt:1")
        #expect(statistics.documents == 4 && statistics.emptyTexts == 1)
    }
}
