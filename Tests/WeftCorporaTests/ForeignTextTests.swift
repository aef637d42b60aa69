import Foundation
import TestSupport
import Testing
import WeftCorpora

/// What is no UTF-8 is named, or repaired and counted.
@Suite struct ForeignTextTests {
    private func message(_ bytes: [UInt8]) -> String {
        let folder = TemporaryFolder()
        folder.write(bytes, to: "c.tsv")
        let error = #expect(throws: CorpusError.self) { try CorpusReader.read(folder.file("c.tsv")) }
        return error.map { String($0.description.dropFirst(folder.path.count + 1)) } ?? ""
    }

    @Test(arguments: [
        (String.Encoding.utf16LittleEndian, [0xFF, 0xFE], "UTF-16"), (.utf16BigEndian, [0xFE, 0xFF], "UTF-16"),
        (.utf32LittleEndian, [0xFF, 0xFE, 0, 0], "UTF-32"), (.utf32BigEndian, [0, 0, 0xFE, 0xFF], "UTF-32"),
    ])
    func otherEncodingsAreNamedWithTheirMarkAndWithout(encoding: String.Encoding, mark: [UInt8], name: String) throws {
        for text in ["a\tb\n", "spam\tbuy now\nham\tsee you there\n", "spam\tcafé ŵ\n"] {
            let bytes = Array(try #require(text.data(using: encoding)))
            #expect(message(mark + bytes) == "c.tsv:1: expected text in UTF-8, found a byte order mark of \(name)")
            #expect(message(bytes) == "c.tsv:1: expected text in UTF-8, found what looks like \(name) (many NUL bytes)")
        }
        #expect(message(mark) == "c.tsv:1: expected text in UTF-8, found a byte order mark of \(name)")
    }

    @Test func aNulIsNamedWithItsLine() {
        let line = Array("label\tsome text of a line\n".utf8)
        for bytes in [[0], [0, 10], Array("a\tb\0".utf8), [0, 1, 2, 0, 0, 0, 9, 200]] {
            #expect(message(line + line + bytes) == "c.tsv:3: expected text in UTF-8, found a NUL byte (binary data)")
        }
    }

    @Test func aTarArchiveIsNamed() {
        var archive = [UInt8](repeating: 0, count: 1024)
        archive.replaceSubrange(257..<262, with: Array("ustar".utf8))
        #expect(message(archive).contains("found a tar archive"))
    }

    /// The standard library repairs as Unicode recommends: one U+FFFD for each maximal part.
    @Test(arguments: 0..<20) func repairsAreCountedAsTheStandardLibraryMakesThem(seed: UInt64) {
        let pool: [UInt8] = [
            0x41, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xA0, 0xE2, 0x82, 0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, 0xF5,
        ]
        let bytes = randomBytes(2000, seed: seed).map { seed % 2 == 0 ? $0 : pool[Int($0) % pool.count] }
        let made = String(decoding: bytes, as: UTF8.self).unicodeScalars.count { $0 == "\u{FFFD}" }
        #expect(bytes.withUnsafeBytes { BrokenUTF8.count(in: $0) } == made)
        let valid = Array("Aé語😀".utf8)
        #expect(valid.withUnsafeBytes { BrokenUTF8.count(in: $0) } == 0)
    }
}
