import Foundation
import Testing
import WeftCommands
import WeftCompression
import WeftCorpora

@Suite("Input lines")
final class InputLinesTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "weft-lines-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return url.path
    }

    private func texts(_ files: String...) throws -> [String] {
        let lines = InputLines(files: files)
        var texts: [String] = []
        while let line = try lines.next() { texts.append("\(line.number) \(line.text)") }
        return texts
    }

    @Test("line ends, byte order marks, empty lines and a last line without an end")
    func ends() throws {
        let first = try file("a", [0xEF, 0xBB, 0xBF] + Array("one\r\n\n two \nthree".utf8))
        let second = try file("b", Array("\u{FEFF}x\n\r\n".utf8))
        #expect(try texts(first, second) == ["1 one", "2 ", "3  two ", "4 three", "1 x", "2 "])
        #expect(try texts(file("empty", [])).isEmpty)
        #expect(try texts(file("bom", [0xEF, 0xBB, 0xBF])).isEmpty)
    }

    @Test("a byte order mark where files were joined stays, as places in the line count it")
    func marks() throws {
        let path = try file("a", Array("\u{FEFF}a\n\u{FEFF}b\n\u{FEFF}\n".utf8))
        #expect(try texts(path) == ["1 a", "2 \u{FEFF}b", "3 \u{FEFF}"])
    }

    @Test("broken UTF-8 is repaired and counted; a NUL is a fault behind the lines before it")
    func broken() throws {
        let path = try file("a", [0x61, 0xFF, 0x0A, 0xE8, 0xAA])
        #expect(try texts(path) == ["1 a\u{FFFD}", "2 \u{FFFD}"])
        let lines = InputLines(files: [path, path])
        while try lines.next() != nil {}
        #expect(lines.repairs == 4)
        let binary = InputLines(files: [try file("b", Array("one\ntwo\nthr\0ee\n".utf8)), path])
        #expect(try binary.nextBatch(upTo: 9).map(\.text) == ["one", "two"])
        let fault = #expect(throws: CorpusError.self) { try binary.nextBatch(upTo: 9) }
        #expect(fault?.description.hasSuffix("b:3: expected text in UTF-8, found a NUL byte (binary data)") == true)
        #expect(throws: CorpusError.self) { try binary.nextBatch(upTo: 9) }
    }

    @Test("lines longer than a piece of the file, up to the limit")
    func long() throws {
        let path = try file("a", Array(repeating: 0x61, count: 300_000) + [0x0A, 0x62])
        let lines = InputLines(files: [path])
        #expect(try lines.next()?.bytes.count == 300_000)
        #expect(try lines.next()?.text == "b")
        #expect(try lines.next() == nil)
        #expect(throws: CorpusError.tooLong(path: path, line: 1, limit: 100_000)) {
            try InputLines(files: [path], lineLimit: 100_000).next()
        }
    }

    @Test("what cannot be read is a fault that names the file")
    func unreadable() throws {
        let missing = folder.appending(path: "missing").path
        #expect(throws: CorpusError.file(.init(path: missing, action: "open", code: ENOENT))) {
            try InputLines(files: [missing]).next()
        }
        #expect(throws: CorpusError.file(.init(path: folder.path, action: "open", code: EISDIR))) {
            try InputLines(files: [folder.path]).next()
        }
    }

    @Test("compressed files are read like any other, known by name or by their first bytes")
    func compressed() throws {
        // printf 'one\ntwo' | gzip -9n
        let gzip: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0xCF, 0x4B, 0xE5, 0x2A, 0x29, 0xCF, 0x07,
            0x00, 0x75, 0xC6, 0x88, 0x02, 0x07, 0x00, 0x00, 0x00,
        ]
        #expect(try texts(file("a.gz", gzip), file("b", gzip)) == ["1 one", "2 two", "1 one", "2 two"])
        let cut = InputLines(files: [try file("c.gz", Array(gzip.dropLast(5)))])
        #expect(try cut.nextBatch(upTo: 9).map(\.text) == ["one"])
        #expect(throws: CorpusError.self) { try cut.nextBatch(upTo: 9) }
    }

    @Test("the lines before a file that is missing are given first")
    func beforeAFault() throws {
        let path = try file("a", Array("1\n2\n".utf8))
        let lines = InputLines(files: [path, folder.appending(path: "missing").path, path])
        #expect(try lines.nextBatch(upTo: 9).map(\.text) == ["1", "2"])
        #expect(throws: CorpusError.self) { try lines.nextBatch(upTo: 9) }
    }

    @Test("a batch from a file is full, over the ends of files too; nothing waits for a file")
    func batches() throws {
        let path = try file("a", Array("1\n2\n3".utf8))
        let lines = InputLines(files: [path, path]) { Issue.record("waited for a file") }
        #expect(try lines.nextBatch(upTo: 4).map(\.text) == ["1", "2", "3", "1"])
        #expect(try lines.nextBatch(upTo: 4).map(\.text) == ["2", "3"])
        #expect(try lines.nextBatch(upTo: 4).isEmpty)
    }

    @Test("from a pipe a batch is what has arrived, and results leave before the wait for more")
    func pipe() throws {
        let path = folder.appending(path: "pipe").path
        try #require(mkfifo(path, 0o600) == 0)
        // Opened for reading too, so that neither end waits for the other.
        let writer = open(path, O_RDWR)
        defer { close(writer) }
        func send(_ text: String) { _ = text.withCString { write(writer, $0, text.utf8.count) } }
        var waits = 0
        let lines = InputLines(files: [path]) { waits += 1 }
        send("1\n")
        #expect(try lines.nextBatch(upTo: 9).map(\.text) == ["1"])
        send("one\ntwo\nthr")
        #expect(try lines.nextBatch(upTo: 9).map(\.text) == ["one", "two"])
        let waitsBefore = waits
        send("ee\n")
        #expect(try lines.nextBatch(upTo: 9).map(\.text) == ["three"])
        #expect(waitsBefore > 0 && waits > waitsBefore)
    }
}
