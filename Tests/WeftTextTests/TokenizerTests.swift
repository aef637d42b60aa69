import Testing
import WeftText

@Suite struct TokenizerTests {
    @Test func givesWordsWithRangesInTheOriginal() throws {
        let tokens = try Tokenizer().tokenize("Don't STOP, Straße ﬁne İ!")
        #expect(tokens.map(\.text) == ["don't", "stop", ",", "strasse", "fine", "i\u{307}", "!"])
        #expect(tokens.map(\.range) == [0..<5, 6..<10, 10..<11, 12..<19, 20..<25, 26..<28, 28..<29])
    }

    @Test func dropsOnlyWhatItSaysAndCountsIt() throws {
        var options = Tokenizer.Options(foldNumbers: true, keepPunctuation: false)
        options.stripAccents = true
        let text = Array("  Café — 1,984\u{FEFF}  👍 \u{FEFF} x".utf8)
        let (tokens, count) = try Tokenizer(options).tokenize(utf8: text.span)
        #expect(tokens.map(\.text) == ["cafe", "0,000", "👍", "x"])
        #expect(count.tokens == 4)
        #expect(count.droppedPunctuation == 1)
        #expect(count.repaired == 0)
    }

    @Test func repairsBrokenBytesAndCountsThem() throws {
        let text: [UInt8] = Array("ab".utf8) + [0xFF] + Array(" c".utf8) + [0xE4, 0xB8] + Array(" d".utf8)
        let (tokens, count) = try Tokenizer().tokenize(utf8: text.span)
        #expect(tokens.map(\.text) == ["ab", "\u{FFFD}", "c", "\u{FFFD}", "d"])
        #expect(tokens.map(\.range) == [0..<2, 2..<3, 4..<5, 5..<7, 8..<9])
        #expect(count.repaired == 2)
    }

    @Test(arguments: Tokenizer.Level.allCases)
    func unchangedTokensJoinToTheText(level: Tokenizer.Level) throws {
        let tokenizer = try Tokenizer(.unchanged(level))
        var random = RandomText(seed: 3)
        for _ in 0..<3_000 {
            let text = random.text(longest: 40)
            let tokens = tokenizer.tokenize(text)
            try #require(tokens.map(\.text).joined().unicodeScalars.elementsEqual(text.unicodeScalars))
            try #require(tokens.allSatisfy { Array(text.utf8)[$0.range].elementsEqual($0.text.utf8) })
        }
    }
}
