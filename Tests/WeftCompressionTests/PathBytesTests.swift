import TestSupport
import Testing
import WeftCompression

@Suite("Paths as bytes") struct PathBytesTests {
    private func bytes(_ text: String) -> [UInt8] { text.pathBytes.dropLast().map { UInt8(bitPattern: $0) } }

    @Test("any bytes come back as they were, and no two share a string", arguments: 0..<200)
    func roundTrip(seed: UInt64) {
        var path = randomBytes(1 + Int(seed) % 40, seed: seed).map { $0 == 0 ? 1 : $0 }
        // A part that is text, a scalar of the private range, and a character cut in two.
        path += Array("é/語\u{10FEE9}\u{10FFFD}".utf8) + [0xE8, 0xAA, 0xED, 0xA0, 0x80, 0xC0, 0xAF]
        let text = String(pathBytes: path)
        #expect(bytes(text) == path)
        #expect(String(pathBytes: bytes(text)) == text)
    }

    @Test("every byte alone", arguments: 1...255) func alone(byte: UInt8) {
        #expect(bytes(String(pathBytes: [byte])) == [byte])
        #expect(String(pathBytes: [byte]).singleLine.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }

    @Test(
        "text stays as it is",
        arguments: ["", "data.tsv", "café.tsv", "語/ไทย", "👩‍👩‍👧", "e\u{301}", "\u{10FDFF}\u{10FF00}"])
    func text(path: String) {
        #expect(Array(String(pathBytes: Array(path.utf8)).utf8) == Array(path.utf8))
        #expect(bytes(path) == Array(path.utf8))
    }

    @Test("the system's strings end at their NUL") func systemStrings() {
        let name: [CChar] = [0x63, -23, 0x2F, 0x61, 0, 0x62]
        #expect(
            name.withUnsafeBufferPointer { $0.baseAddress.map { String(pathBytes: $0) } }?.pathBytes == [
                0x63, -23, 0x2F, 0x61, 0,
            ])
        #expect("a\0b".pathBytes == [0])
    }

    @Test("people see one line") func shown() {
        #expect(String(pathBytes: [0x63, 0xE9, 0x0A, 0x1B, 0x2E]).singleLine == #"c\xE9\n\u{1b}."#)
        #expect("a\u{2028}b\u{85}".singleLine == #"a\u{2028}b\u{85}"#)
        #expect(String(pathBytes: [0x63, 0xE9]).argumentText == "c\u{FFFD}")
    }
}
