import Testing
import WeftText

/// The two forms of a vocabulary, as others read and write them.
@Suite struct VocabularyFormsTests {
    private let vocabulary: Vocabulary

    init() throws {
        vocabulary = try Vocabulary(tokens: [("the", 9), ("\r\n", 4), ("中", 3), ("#", 3), ("a\tb\\", 1), ("\r", 1)])
    }

    /// Written by hand from the description alone.
    @Test func compactFormIsLaidOutAsDescribed() throws {
        let words = ["the", "\r\n", "中", "#", "a\tb\\", "\r"].map { Array($0.utf8) }
        var expected = Array("WEFTVOC1".utf8) + [6, 0, 0, 0, 14, 0, 0, 0]
        var end: UInt8 = 0
        for word in words {
            end += UInt8(word.count)
            expected += [end, 0, 0, 0]
        }
        for count: UInt8 in [9, 4, 3, 3, 1, 1] { expected += [count, 0, 0, 0, 0, 0, 0, 0] }
        #expect(vocabulary.bytes == expected + words.joined())
        #expect(vocabulary.id(of: "the") == 4 && vocabulary.id(of: "\r") == 9)
    }

    @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
    func textOfEditorsIsRead(lineEnd: String, mark: String) throws {
        let lines = String(decoding: vocabulary.text(notes: ["a note"]), as: UTF8.self).split(separator: "\n")
        let saved = mark + lines.joined(separator: lineEnd)
        #expect(try Vocabulary(text: Array(saved.utf8)) == vocabulary)
        #expect(try Vocabulary(text: Array((saved + lineEnd).utf8)) == vocabulary)
    }

    @Test(arguments: [
        ("# weft vocabulary 1\u{A0}\r\n", 1, "\"# weft vocabulary 1\\u{a0}\""),
        ("\u{FEFF}\u{FEFF}# weft vocabulary 1\n", 1, "\"\\u{feff}# weft vocabulary 1\""),
        ("# weft vocabulary 1\r\n\r\na\t1\r\n", 2, "\"\""),
        ("# weft vocabulary 1\na\t1\u{200B}\n", 2, "\"a\\u{9}1\\u{200b}\""),
        ("# weft vocabulary 1\r# note\ra\u{3000}1\r", 3, "\"a\\u{3000}1\""),
    ])
    func faultsShowWhatCannotBeSeen(text: String, line: Int, shown: String) throws {
        let error = #expect(throws: TextError.self) { try Vocabulary(text: Array(text.utf8)) }
        guard case .malformedVocabulary(line, _, shown) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func namesUTF16() throws {
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x23, 0], [0xFE, 0xFF, 0, 0x23]] {
            let error = #expect(throws: TextError.self) { try Vocabulary(text: bytes) }
            #expect("\(String(describing: error))".contains("UTF-16"))
        }
    }
}
