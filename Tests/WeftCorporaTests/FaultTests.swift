import TestSupport
import Testing
import WeftCompression
import WeftCorpora

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct FaultTests {
    let labelled = CorpusOptions(requiresLabels: true)

    @Test(arguments: [
        ("a\tb\nno label\n", "corpus.tsv:2: expected label<TAB>text, found \"no label\""),
        ("\tb\n", "corpus.tsv:1: expected a label before the tab, found \"\tb\""),
        ("", "corpus.tsv: expected documents, found none"),
        ("\n\r\n \n", "corpus.tsv: expected documents, found none"),
        ("a\tb\n\na\tb\0c\n", "corpus.tsv:3: expected text in UTF-8, found a NUL byte (binary data)"),
    ])
    func aBrokenTSVNamesTheLine(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test(arguments: [
        ("", "corpus.csv: expected documents, found none"),
        ("text,label\n", "corpus.csv: expected documents, found none"),
        ("a,b\n1,2\n", "corpus.csv:1: expected a column named \"text\" in the header, found the columns \"a\", \"b\""),
        (
            "text,b\n1,2\n",
            "corpus.csv:1: expected a column named \"label\" in the header, found the columns \"text\", \"b\""
        ),
        ("text,label,text\n", "corpus.csv:1: expected one column named \"text\", found 2"),
        ("text,label\n1,2\n1,2,3\n", "corpus.csv:3: expected 2 fields, found 3"),
        ("text,label\n1,\n", "corpus.csv:2: expected a label, found an empty field"),
        ("text,label\n1,2\n\"1,2\n3\n", "corpus.csv:3: expected a closing quote, found the end of the file"),
        ("text,label\n\"1\"x,2\n", "corpus.csv:2: expected a comma behind a closing quote, found \"x,2\""),
    ])
    func aBrokenCSVNamesTheLine(text: String, expected: String) {
        #expect(message(text, name: "corpus.csv") == expected)
    }

    @Test(arguments: [
        ("{\"text\":\"a\",\"label\":\"b\"}\nnull", "corpus.jsonl:2: expected '{' at byte 1 of the line, found 'n'"),
        ("{\"text\":\"a\"", "corpus.jsonl:1: expected ',' or '}' at byte 12 of the line, found the end of the text"),
        ("{\"label\":\"a\"}", "corpus.jsonl:1: expected a member \"text\", found \"{\"label\":\"a\"}\""),
        ("{\"text\":\"a\"}", "corpus.jsonl:1: expected a member \"label\", found \"{\"text\":\"a\"}\""),
        ("{\"text\":1}", "corpus.jsonl:1: expected a string at byte 9 of the line, found '1'"),
        (
            "{\"text\":\"a\",\"label\":[]}",
            "corpus.jsonl:1: expected a string, a number or a truth value as a label at byte 21 of the line, found '['"
        ),
        ("{\"text\":\"\\x\"}", "corpus.jsonl:1: expected an escape at byte 11 of the line, found 'x'"),
        (
            "{\"text\":\"a\",\"label\":\"b\"} {}",
            "corpus.jsonl:1: expected the end of the text at byte 26 of the line, found '{'"
        ),
    ])
    func brokenJSONLinesNameTheLineAndByte(text: String, expected: String) {
        #expect(message(text, name: "corpus.jsonl") == expected)
    }

    @Test func fastTextWithoutLabelNamesTheLine() {
        let expected = "a.ft:2: expected __label__NAME and a text, found \"none\""
        #expect(message("__label__a b\nnone", name: "a.ft") == expected)
        #expect(message("__label__ b", name: "a.ft").hasPrefix("a.ft:1: expected __label__NAME"))
    }

    @Test func textWithoutLabelsCannotTrain() {
        #expect(message("just text", name: "a.txt").hasPrefix("a.txt:1: expected a label"))
        #expect(
            message("a\tb", name: "a", options: CorpusOptions(format: .text, requiresLabels: true))
                == "a:1: expected a label, found \"a\tb\"")
    }

    @Test func brokenUTF8IsRepairedAndCounted() throws {
        let folder = TemporaryFolder()
        // A lone continuation, a cut-off sequence, a surrogate, and a replacement character that was there before.
        folder.write(
            Array("a\tok\na\tx".utf8) + [0x80, 0xE6, 0x97, 0x20, 0xED, 0xA0, 0x80] + Array("\u{FFFD}y\n".utf8),
            to: "c.tsv")
        let (documents, statistics) = try CorpusReader.read(folder.file("c.tsv"), options: labelled)
        #expect(documents[1].text == "x\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}y")
        #expect(statistics.repairs == 5 && statistics.repairedDocuments == 1)
    }

    @Test func utf16IsNamed() {
        let folder = TemporaryFolder()
        folder.write([0xFF, 0xFE, 0x61, 0, 9, 0, 0x62, 0], to: "c.tsv")
        let error = #expect(throws: CorpusError.self) { try CorpusReader.read(folder.file("c.tsv")) }
        #expect(
            error?.description.hasSuffix("c.tsv:1: expected text in UTF-8, found a byte order mark of UTF-16") ?? false)
    }

    @Test func aLineOfTenMegabytesIsReadAndALongerOneRefused() throws {
        let long = String(repeating: "word ", count: 2_000_000)
        let text = "a\tshort\nb\t\(long)\nc\tshort\n"
        #expect(try read(text).documents.map(\.text.utf8.count) == [5, 10_000_000, 5])
        var options = labelled
        options.maximumLineLength = 1 << 20
        #expect(
            message(text, options: options)
                == "corpus.tsv:2: expected a line of at most 1048576 bytes, found a longer one")
        options.maximumLineLength = 8
        #expect(try read("a\t123456\r\n", options: options).documents.count == 1)
        #expect(message("a\t1234567\n", options: options).contains("at most 8 bytes"))
    }

    @Test func aCSVRecordOfManyLinesIsBounded() throws {
        let field = String(repeating: "line\n", count: 400_000)
        let text = "text,label\n\"\(field)\",a\n"
        #expect(try read(text, name: "c.csv").documents.map(\.text.utf8.count) == [2_000_000])
        var options = labelled
        options.maximumLineLength = 1 << 20
        #expect(message(text, name: "c.csv", options: options).hasSuffix("at most 1048576 bytes, found a longer one"))
    }

    @Test func missingFilesAndFoldersAreNamed() throws {
        let folder = TemporaryFolder()
        folder.write("a\tb", to: "file.tsv")
        func description(_ path: String, _ format: CorpusFormat?) -> String? {
            #expect(throws: CorpusError.self) { try CorpusReader.read(path, options: .init(format: format)) }?
                .description
        }
        let missing = folder.file("missing.tsv")
        #expect(description(missing, nil) == "\(missing): cannot open: no such file or folder")
        #expect(description(missing, .folder) == "\(missing): cannot read: no such file or folder")
        let file = folder.file("file.tsv")
        #expect(description(file, .folder) == "\(file): cannot read: is a file, expected a folder")
        #expect(description(folder.path, .tsv) == "\(folder.path): cannot open: is a folder, expected a file")
        #expect(description(folder.path, nil) == "\(folder.path): expected a folder for every class, found no folder")
        folder.makeFolder("class")
        #expect(description(folder.path, nil) == "\(folder.path): expected documents, found none")
        folder.makeFolder("class/nested")
        #expect(
            description(folder.path, nil) == "\(folder.path)/class/nested: cannot open: is a folder, expected a file")
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aFileWithoutPermissionIsNamed() {
        let folder = TemporaryFolder()
        folder.write("a\tb", to: "file.tsv")
        chmod(folder.file("file.tsv"), 0)
        let error = #expect(throws: CorpusError.self) { try CorpusReader.read(folder.file("file.tsv")) }
        #expect(error?.description.hasSuffix("cannot open: permission denied") ?? false)
    }
}
