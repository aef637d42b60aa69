import TestSupport
import Testing
import WeftCompression
import WeftCorpora

@Suite struct CompressedTests {
    let folder = TemporaryFolder()
    /// Long enough to cross the reader's buffers several times.
    let lines = (0..<60000).map { "label\($0 % 7)\ttext number \($0) of the corpus" }
    var bytes: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

    /// The bytes as frames of zstd.
    func zstd(_ bytes: [UInt8], level: Int = 3) throws -> [UInt8] {
        let compressor = try ZstdCompressor(level: level)
        return try stride(from: 0, to: bytes.count, by: 1 << 20).flatMap { start in
            try bytes[start..<min(bytes.count, start + 1 << 20)].withUnsafeBytes { try compressor.compress($0) }
        }
    }

    /// The bytes as members of gzip.
    func gzip(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 60000).flatMap {
            GzipMember.stored(Array(bytes[$0..<min(bytes.count, $0 + 60000)]))
        }
    }

    @Test(arguments: ["c.tsv.zst", "c.tsv.gz", "c.tsv"]) func everyCompressionReadsTheSame(name: String) throws {
        let content = name == "c.tsv" ? bytes : name == "c.tsv.gz" ? gzip(bytes) : try zstd(bytes)
        folder.write(content, to: name)
        let (documents, statistics) = try CorpusReader.read(folder.file(name), options: .init(requiresLabels: true))
        #expect(documents.map { "\($0.label ?? "")\t\($0.text)" } == lines)
        #expect(statistics.lines == 60000)
    }

    @Test func theFirstBytesTellTheCompressionWhereTheNameDoesNot() throws {
        folder.write(try zstd(Array("a\tb".utf8)), to: "packed.tsv")
        #expect(try CorpusReader.read(folder.file("packed.tsv")).documents.map(\.pair) == [["a", "b"]])
    }

    @Test func theNameIsTakenAtItsWord() {
        folder.write("a\tb\n", to: "c.tsv.zst")
        let error = #expect(throws: CorpusError.self) { try CorpusReader.read(folder.file("c.tsv.zst")) }
        #expect(error?.description.contains("c.tsv.zst: offset ") ?? false)
        #expect(error?.description.contains(": expected a whole zstd stream, found an error (") ?? false)
    }

    @Test(arguments: ["c.tsv.zst", "c.tsv.gz"], 0..<24) func aTruncatedFileNamesTheOffset(name: String, part: Int)
        throws
    {
        let small = Array(bytes[..<40000])
        let content = name == "c.tsv.gz" ? gzip(small) : try zstd(small)
        let size = content.count * part / 24
        folder.write(Array(content[..<size]), to: name)
        let error = #expect(throws: CorpusError.self) {
            try CorpusReader.read(folder.file(name), options: .init(format: .tsv))
        }
        #expect(error?.description.contains("\(name): offset \(size): expected more of a") ?? false)
    }

    @Test(arguments: 0..<24) func aFlippedByteIsFound(part: Int) throws {
        var content = try zstd(Array(bytes[..<40000]))
        folder.write(content, to: "intact.tsv.zst")
        content[content.count * part / 24] ^= 0x10
        folder.write(content, to: "c.tsv.zst")
        let before = try CorpusReader.read(folder.file("intact.tsv.zst")).documents.map(\.pair)
        // A bit that no decoder looks at may be lost, but what is read is right or refused.
        let found = try? CorpusReader.read(folder.file("c.tsv.zst")).documents.map(\.pair)
        #expect(found == nil || found == before)
    }

    @Test func aTextKeepsItsLines() throws {
        folder.write(gzip(Array("\u{FEFF}one\r\n\ntwo".utf8)), to: "text.txt.gz")
        let text = try PlainText(reading: folder.file("text.txt.gz"))
        #expect(text.text == "one\n\ntwo" && text.lines == 3 && text.repairs == 0)
        folder.write([], to: "empty.txt")
        #expect(throws: CorpusError.empty(path: folder.file("empty.txt"))) {
            try PlainText(reading: folder.file("empty.txt"))
        }
    }
}
