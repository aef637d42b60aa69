import Testing
import WeftText

/// Texts that Unicode calls canonically equal give the same tokens, each from the same place.
@Suite struct EquivalenceTests {
    private static func options(_ level: Tokenizer.Level, _ form: Normalizer.Form) -> [Tokenizer.Options] {
        var bare = Tokenizer.Options(level: level, form: form, stripAccents: true, foldNumbers: true)
        bare.keepPunctuation = false
        var spaced = Tokenizer.Options(level: level, form: form, foldCase: false, keepSpaces: true)
        spaced.removeControls = false
        return [.init(level: level, form: form), bare, spaced]
    }

    /// Expects that all spellings of a text give the tokens of its composed form.
    private func expectSame(_ text: String, _ tokenizer: Tokenizer) throws {
        let composed = try Normalizer.byICU(text, .nfc)
        let expected = tokenizer.tokenize(composed)
        let slices = try expected.map { try Normalizer.byICU(slice(composed, $0.range), .nfd) }
        for spelling in [text, try Normalizer.byICU(text, .nfd)] {
            let found = tokenizer.tokenize(spelling)
            let values = Comment(rawValue: "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
            try #require(found.map { Array($0.text.utf8) } == expected.map { Array($0.text.utf8) }, values)
            let foundSlices = try found.map { try Normalizer.byICU(slice(spelling, $0.range), .nfd) }
            try #require(foundSlices.map { Array($0.utf8) } == slices.map { Array($0.utf8) }, values)
        }
    }

    private func slice(_ text: String, _ range: Range<Int>) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    @Test(arguments: Tokenizer.Level.allCases, [Normalizer.Form.nfc, .nfkc])
    func canonicallyEqualTextsGiveEqualTokens(level: Tokenizer.Level, form: Normalizer.Form) throws {
        for options in Self.options(level, form) {
            let tokenizer = try Tokenizer(options)
            var random = RandomText(seed: 31)
            for _ in 0..<3_000 { try expectSame(random.text(longest: 40), tokenizer) }
            for _ in 0..<3_000 { try expectSame(RandomWords.text(&random), tokenizer) }
        }
    }

    @Test func everyCompositeIsCutAsItsParts() throws {
        let tokenizer = try Tokenizer()
        for value in 0xC0..<UInt32(0x30000) {
            guard let scalar = Unicode.Scalar(value), value < 0xAC00 || value > 0xD7A3 || value % 97 == 0 else {
                continue
            }
            let text = String(scalar)
            guard try Normalizer.byICU(text, .nfd).unicodeScalars.first != scalar else { continue }
            for text in ["\(text)", "a\(text)b", "か\(text)く", "1 \(text)\(text).", "\u{1025}\(text)\u{102E}"] {
                try expectSame(text, tokenizer)
            }
        }
    }

    @Test(arguments: [
        ("か\u{3099}くせい", ["が", "く", "せい"], [0..<6, 6..<9, 9..<15]),
        ("学校て\u{3099}す", ["学校", "です"], [0..<6, 6..<15]),
        ("\u{1025}\u{102E}း", ["\u{1026}း"], [0..<9]),
        ("x \u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF} y", ["x", "한글", "y"], [0..<1, 2..<20, 21..<22]),
        ("\u{212B}=\u{338}\u{2126}", ["å", "≠", "ω"], [0..<3, 3..<6, 6..<9]),
        ("\u{F900}\u{F901}", ["豈", "更"], [0..<3, 3..<6]),
    ])
    func findsThePlacesInTheOriginal(text: String, tokens: [String], ranges: [Range<Int>]) throws {
        let found = try Tokenizer().tokenize(text)
        #expect(found.map { Array($0.text.unicodeScalars) } == tokens.map { Array($0.unicodeScalars) })
        #expect(found.map(\.range) == ranges)
    }

    @Test func repairsAndCountsBrokenBytesInDecomposedText() throws {
        let text = Array("か\u{3099}".utf8) + [0xFF] + Array("e\u{301}".utf8) + [0xE3, 0x81, 0x20, 0xC3]
        let (tokens, count) = try Tokenizer().tokenize(utf8: text.span)
        #expect(
            tokens.map { Array($0.text.unicodeScalars) } == [["が"], ["\u{FFFD}"], ["é"], ["\u{FFFD}"], ["\u{FFFD}"]])
        #expect(tokens.map(\.range) == [0..<6, 6..<7, 7..<10, 10..<12, 13..<14])
        #expect(count.repaired == 3)
    }
}

/// Texts of letters and their own marks, composed or not, in the scripts that have both.
private enum RandomWords {
    private static let alphabets: [[Unicode.Scalar]] = [
        ["a", "E", "é", "ạ", "ǘ", "\u{301}", "\u{323}", "\u{308}", "\u{31B}", "-", "'"],
        ["か", "が", "は", "ひ", "カ", "バ", "学", "校", "\u{3099}", "\u{309A}", "ー", "ｶ", "ﾞ"],
        ["\u{1025}", "\u{1026}", "\u{102E}", "\u{1037}", "\u{1039}", "\u{103A}", "\u{1000}", "\u{1031}", "\u{102C}"],
        ["\u{915}", "\u{958}", "\u{93C}", "\u{94D}", "\u{928}", "\u{929}", "\u{93F}"],
        ["\u{995}", "\u{9C7}", "\u{9BE}", "\u{9D7}", "\u{9CB}", "\u{9BC}", "\u{9A1}"],
        ["\u{DD9}", "\u{DCF}", "\u{DCA}", "\u{DDA}", "\u{DDC}", "\u{D9A}"],
        ["\u{628}", "\u{627}", "\u{622}", "\u{653}", "\u{654}", "\u{64E}", "\u{651}", "\u{640}"],
        ["\u{1112}", "\u{1161}", "\u{11AB}", "한", "하", "글", "\u{1175}"],
        ["\u{E01}", "\u{E33}", "\u{E38}", "\u{E48}", "\u{E40}"],
        ["\u{5D0}", "\u{5B7}", "\u{5BC}", "\u{FB2F}", "\u{5F3}"],
        ["豈", "\u{F900}", "\u{2F800}", "中", "\u{FA0C}", "\u{302A}"],
        ["\u{2126}", "\u{1FEF}", "\u{37E}", "\u{387}", "\u{2000}", "\u{1FFD}", "\u{B4}", "\u{340}", "\u{2329}"],
    ]
    private static let between: [Unicode.Scalar] = [
        " ", "\n", "\t", ".", "\u{202F}", "\u{200D}", "\u{AD}", "\u{FEFF}", "x", "7",
    ]

    static func text(_ random: inout RandomText) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<random.next(5) + 1 {
            let alphabet = alphabets[random.next(alphabets.count)]
            for _ in 0..<random.next(9) + 1 { text.append(alphabet[random.next(alphabet.count)]) }
            if random.next(3) > 0 { text.append(between[random.next(between.count)]) }
        }
        return String(text)
    }
}
