import TestSupport
import Testing
import WeftCorpora

/// What a line is, for everything that reads text.
@Suite struct LineEndTests {
    private func lines(_ bytes: [UInt8]) throws -> [String] {
        let folder = TemporaryFolder()
        folder.write(bytes, to: "file")
        var reader = try LineReader(path: folder.file("file"), maximumLength: 1 << 28)
        var lines: [String] = []
        while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        #expect(reader.lineNumber == lines.count)
        return lines
    }

    @Test(arguments: [
        ("a\nb\n", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("a\rb\r", ["a", "b"]), ("a\rb", ["a", "b"]),
        ("a\r\rb\r", ["a", "", "b"]), ("\r", [""]), ("\n", [""]), ("\r\n", [""]), ("\r\r", ["", ""]), ("", []),
        // A lone CR in a file with line feeds is a character of its line.
        ("a\rb\nc", ["a\rb", "c"]), ("a\nb\rc\n", ["a", "b\rc"]), ("a\r\r\nb", ["a\r", "b"]),
        ("\u{FEFF}a\rb", ["a", "b"]),
        // Byte order marks where files were joined.
        ("\u{FEFF}a\n\u{FEFF}b\n", ["a", "b"]), ("a\r\u{FEFF}b\r", ["a", "b"]), ("a\n\u{FEFF}\n", ["a", ""]),
        ("a\u{FEFF}\nb\n", ["a\u{FEFF}", "b"]),
    ])
    func linesEndHere(text: String, expected: [String]) throws {
        #expect(try lines(Array(text.utf8)) == expected)
    }

    /// Line ends at every place around the ends of the reader's pieces.
    @Test(arguments: ["\n", "\r\n", "\r"]) func longFilesHaveAllTheirLines(end: String) throws {
        for length in [1, 7, 4095, 262_143, 262_144, 700_001] {
            let line = String(repeating: "x", count: length)
            let text = String(repeating: line + end, count: max(3, 2_000_000 / length))
            let found = try lines(Array(text.utf8))
            #expect(found.count == max(3, 2_000_000 / length) && found.allSatisfy { $0 == line }, "\(length)")
        }
    }

    /// Once it is settled that lines end in CR, LF and CR LF are line ends too.
    @Test func aLongFileOfCarriageReturnsMayGoOnWithLineFeeds() throws {
        let old = String(repeating: "line\r", count: 300_000)
        #expect(try lines(Array((old + "a\nb\r\nc\rd").utf8)).suffix(5) == ["line", "a", "b", "c", "d"])
    }

    @Test func formatsOfLinesReadThem() throws {
        for end in ["\n", "\r\n", "\r"] {
            let tsv = ["a\tone", "b\ttwo", ""].joined(separator: end)
            #expect(try read(tsv).documents.map(\.pair) == [["a", "one"], ["b", "two"]])
            #expect(try read(tsv).documents.map(\.location.line) == [1, 2])
            #expect(try read(tsv, name: "c.txt").documents.map(\.pair) == [["a", "one"], ["b", "two"]])
            let csv = ["label,text", "a,\"one\(end)line\"", "b,two", ""].joined(separator: end)
            #expect(try read(csv, name: "c.csv").documents.map(\.pair) == [["a", "one\(end)line"], ["b", "two"]])
            let json = ["{\"label\":\"a\",\"text\":\"one\"}", "{\"label\":\"b\",\"text\":\"two\"}"].joined(
                separator: end)
            #expect(try read(json, name: "c.jsonl").documents.map(\.pair) == [["a", "one"], ["b", "two"]])
            let folder = TemporaryFolder()
            let text = try PlainText(reading: folder.write(["one", "", "two", ""].joined(separator: end), to: "t.txt"))
            #expect(text.text == "one\n\ntwo\n" && text.lines == 3)
        }
    }

    /// Rows as Python's csv module reads them from a file opened with newline=''.
    @Test(arguments: [
        ("text\na\n  \n\nb\n", ["a", "  ", "b"]), ("text\n\"\"\n\n\" \"\n", ["", " "]), ("text\na\rb\n", ["a", "b"]),
        ("text\n\"a\rb\"\r\n\"c\r\nd\"\n", ["a\rb", "c\r\nd"]), ("text\n a\n\t\n", [" a", "\t"]),
        ("text\na\r\n\rb\r", ["a", "b"]), ("text\na\"b\n\"a\"\"\"\n", ["a\"b", "a\""]),
    ])
    func csvIsReadAsPythonReadsIt(csv: String, expected: [String]) throws {
        #expect(try read(csv, name: "c.csv", options: .init()).documents.map(\.text) == expected)
    }
}
