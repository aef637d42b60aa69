import Testing
import WeftText

/// No token holds white space, whatever normalisation makes of a character.
@Suite struct SpacesTests {
    private func holdsSpace(_ token: Token) -> Bool {
        token.text.unicodeScalars.contains(where: \.properties.isWhitespace)
    }

    @Test(arguments: Tokenizer.Level.allCases, Normalizer.Form.allCases)
    func noCharacterGivesATokenWithASpace(level: Tokenizer.Level, form: Normalizer.Form) throws {
        var stripped = Tokenizer.Options(level: level, form: form, stripAccents: true, keepPunctuation: false)
        stripped.removeControls = false
        for options in [Tokenizer.Options(level: level, form: form), stripped] {
            let tokenizer = try Tokenizer(options)
            for value in 0..<UInt32(0x20000) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                for text in ["\(scalar)", "x\(scalar)y", " \(scalar)", "\u{202F}\(scalar)\u{301}"] {
                    let tokens = tokenizer.tokenize(text)
                    try #require(!tokens.contains(where: holdsSpace), "U+\(String(value, radix: 16)): \(tokens)")
                    try #require(!tokens.contains { $0.text.isEmpty || $0.range.isEmpty })
                }
            }
        }
    }

    @Test(arguments: [
        ("´", ["\u{301}"], [0..<2]),
        (" \u{301}", ["\u{301}"], [1..<3]),
        ("ﷺ", ["صلى", "الله", "عليه", "وسلم"], [0..<3, 0..<3, 0..<3, 0..<3]),
        ("xﷺy", ["xصلى", "الله", "عليه", "وسلمy"], [0..<4, 1..<4, 1..<4, 1..<5]),
        ("10\u{202F}000 mots\u{202F}!", ["10", "000", "mots", "!"], [0..<2, 5..<8, 9..<13, 16..<17]),
        ("a\u{A0}\u{308}b", ["a", "\u{308}", "b"], [0..<1, 3..<5, 5..<6]),
        (" \u{200D}👍", ["\u{200D}👍"], [1..<8]),
    ])
    func cutsAtTheSpaces(text: String, tokens: [String], ranges: [Range<Int>]) throws {
        let found = try Tokenizer().tokenize(text)
        #expect(found.map { Array($0.text.unicodeScalars) } == tokens.map { Array($0.unicodeScalars) })
        #expect(found.map(\.range) == ranges)
    }

    @Test func countsWhatIsDropped() throws {
        let text = Array("´ \u{2017} _\u{202F}x".utf8)
        let (tokens, count) = try Tokenizer(.init(stripAccents: true, keepPunctuation: false)).tokenize(utf8: text.span)
        #expect(tokens.map(\.text) == ["x"])
        #expect(count.tokens == 1 && count.droppedPunctuation == 3 && count.droppedSpaces == 2)
    }

    /// Where spaces are kept, nothing is cut: joining the tokens gives the text back.
    @Test func keptSpacesStayInTheirTokens() throws {
        let tokens = try Tokenizer(.unchanged(.word)).tokenize("a \u{301}1\u{202F}0")
        #expect(tokens.map { Array($0.text.unicodeScalars) } == [["a"], [" ", "\u{301}"], ["1", "\u{202F}", "0"]])
    }
}
