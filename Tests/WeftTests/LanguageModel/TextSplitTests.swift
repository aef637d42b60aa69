import Testing
import Weft
import WeftText

/// Where the part that validates begins.
@Suite struct TextSplitTests {
    private func place(_ text: String, level: Tokenizer.Level = .character, share: Double = 0.05) throws -> Int? {
        TextSplit(Array(text.utf8).span, share: share, tokenizer: try Tokenizer(.unchanged(level))).place
    }

    private func prose(_ count: Int) -> String {
        String(repeating: "prose without an end of line goes on, ", count: count / 38 + 1).prefix(count).description
    }

    @Test(arguments: ["", "\n", "\n\n\n", "\nnine char", "\r\n"], [Tokenizer.Level.character, .word])
    func proseIsCutAtAToken(end: String, level: Tokenizer.Level) throws {
        let text = prose(8000) + end
        let found = try #require(try place(text, level: level))
        let share = 1 - Double(found) / Double(text.utf8.count)
        #expect((0.045...0.055).contains(share))
    }

    @Test func aLineStartNearbyIsTaken() throws {
        let behind = prose(9550) + "\n" + prose(449), before = prose(9450) + "\n" + prose(549)
        #expect(try place(behind) == 9551)
        #expect(try place(before) == 9451)
        // Both are near: the one behind.
        #expect(try place(prose(9450) + "\n" + prose(99) + "\n" + prose(449)) == 9551)
        // Neither is near enough.
        #expect(try place(prose(9100) + "\n" + prose(799) + "\n" + prose(99)) == 9500)
    }

    @Test(arguments: [128, 130, 200, 700, 1279]) func enoughTokensValidate(count: Int) throws {
        for text in [prose(count), String(prose(count - 3)) + "\n\n\n", String(repeating: "\n", count: count)] {
            #expect(try place(text) == count - 64)
        }
    }

    @Test(arguments: [0, 1, 2, 17, 30, 127]) func tooShortATextIsNotCut(count: Int) throws {
        #expect(try place(String(repeating: "x", count: count)) == nil)
        #expect(try place(String(repeating: "\n", count: count), share: 0.5) == nil)
    }
}
