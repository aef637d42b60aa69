import Testing
import WeftText

/// Long runs of marks are ordered and composed here rather than by ICU, with ICU's results.
@Suite struct LongMarksTests {
    /// Marks of many classes, among them such as come apart, compose, or are marks in compatibility form alone.
    private static let marks: [Unicode.Scalar] = [
        "\u{301}", "\u{323}", "\u{327}", "\u{345}", "\u{344}", "\u{340}", "\u{300}", "\u{308}", "\u{338}", "\u{31B}",
        "\u{3099}", "\u{309A}", "\u{FF9E}", "\u{FF9F}", "\u{E38}", "\u{E48}", "\u{EB8}", "\u{64E}", "\u{651}",
        "\u{653}",
        "\u{654}", "\u{655}", "\u{5B0}", "\u{5BF}", "\u{5C1}", "\u{93C}", "\u{94D}", "\u{9BE}", "\u{9D7}", "\u{DCF}",
        "\u{DCA}", "\u{102E}", "\u{1039}", "\u{F71}", "\u{F72}", "\u{F73}", "\u{F74}", "\u{F81}", "\u{1161}",
        "\u{11A8}",
        "\u{1D165}", "\u{1D16E}", "\u{20D0}", "\u{302A}", "\u{1E8D0}", "\u{10A0D}", "\u{AD}", "\u{200D}", "\u{34F}",
    ]
    private static let bases: [Unicode.Scalar] = [
        "a", "e", "\u{E9}", "\u{1EA1}", "\u{212B}", "\u{2260}", "=", " ", "\u{B4}", "\u{304B}", "\u{FF76}", "\u{E01}",
        "\u{628}", "\u{FEFB}", "\u{5D0}", "\u{FB2E}", "\u{915}", "\u{958}", "\u{9C7}", "\u{DD9}", "\u{1025}", "\u{F40}",
        "\u{1100}", "\u{AC00}", "\u{AC01}", "\u{1D15E}", "\u{F900}", "\u{2F800}", "\u{FDFA}", "\u{FB01}", "\u{FFFD}",
        "\n",
    ]

    private static func text(_ random: inout RandomText) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<random.next(6) + 1 {
            if random.next(8) > 0 { text.append(bases[random.next(bases.count)]) }
            let kinds = random.next(6) + 1
            let chosen = (0..<kinds).map { _ in marks[random.next(marks.count)] }
            for _ in 0..<random.next(random.next(4) == 0 ? 300 : 6) { text.append(chosen[random.next(kinds)]) }
        }
        return String(text)
    }

    @Test(arguments: Normalizer.ICUForm.allCases)
    func agreesWithICUOnRandomMarks(form: Normalizer.ICUForm) throws {
        var random = RandomText(seed: 21)
        for round in 0..<4_000 {
            let text = round % 2 == 0 ? Self.text(&random) : random.text(longest: 40)
            let expected = try Normalizer.byICU(text, form), found = try Normalizer.bySteps(text, form)
            try #require(
                found.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test(arguments: Normalizer.ICUForm.allCases)
    func agreesWithICUOnEveryCodePoint(form: Normalizer.ICUForm) throws {
        for value in 0..<UInt32(0x110000) {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .privateUse else { continue }
            if value % 7 != 0 && value > 0x3000 && (value < 0xF900 || value > 0x11FFF) { continue }
            let text = "e\(scalar)\u{301}\u{323}"
            let expected = try Normalizer.byICU(text, form), found = try Normalizer.bySteps(text, form)
            try #require(found.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(value)")
        }
    }

    /// The whole of a text that is one piece goes the long way in both.
    @Test(arguments: [Normalizer.Form.nfc, .nfkc], [Tokenizer.Level.word, .character])
    func tokensOfLongRunsAreNormalised(form: Normalizer.Form, level: Tokenizer.Level) throws {
        let tokenizer = try Tokenizer(.init(level: level, form: form, foldCase: false))
        for marks in ["\u{301}\u{323}", "\u{E48}\u{E38}", "\u{651}\u{64E}", "\u{5C1}\u{5B0}", "\u{F72}\u{F71}"] {
            let text = "a" + String(repeating: marks, count: 2_000)
            let tokens = tokenizer.tokenize(text)
            let expected = try Normalizer.byICU(text, form == .nfc ? .nfc : .nfkc)
            #expect(tokens.count == 1 && tokens[0].range == 0..<text.utf8.count)
            #expect(tokens[0].text.unicodeScalars.elementsEqual(expected.unicodeScalars))
        }
    }
}
