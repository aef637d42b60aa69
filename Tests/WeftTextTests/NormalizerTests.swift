import Testing
import WeftText

@Suite struct NormalizerTests {
    private static let variants: [Normalizer.Options] = [
        .init(form: .nfc, foldCase: true), .init(form: .nfkc, foldCase: true),
        .init(form: .nfkc, foldCase: true, stripAccents: true, foldNumbers: true),
        .init(form: .none, foldCase: true, removeControls: false), .init(form: .nfc, stripAccents: true),
    ]

    @Test func changesWhatTheOptionsSay() throws {
        let options = Normalizer.Options(form: .nfkc, foldCase: true, stripAccents: true, foldNumbers: true)
        let normalizer = try Normalizer(options)
        #expect(normalizer.normalize("ＣＡＦＥ\u{301}\t\u{0}\n ﬁn\u{AD}e №१２") == "cafe fine no00")
        #expect(normalizer.normalize("が नि 👩‍👩‍👧") == "が नि 👩‍👩‍👧")
    }

    @Test(arguments: variants)
    func aSecondPassChangesNothing(options: Normalizer.Options) throws {
        let normalizer = try Normalizer(options)
        for value in 0..<UInt32(0x20000) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = normalizer.normalize("x\(scalar)y")
            try #require(normalizer.normalize(once).unicodeScalars.elementsEqual(once.unicodeScalars), "U+\(value)")
        }
    }

    @Test(arguments: variants)
    func piecesNormaliseAsTheWholeDoes(options: Normalizer.Options) throws {
        let normalizer = try Normalizer(options)
        var random = RandomText(seed: 5)
        for _ in 0..<2_000 {
            let text = random.text(longest: 20)
            let aligned = normalizer.align(text)
            let bytes = Array(text.utf8)
            // Ranges cover the original in order, and what lies in a range normalises to the piece.
            var last = 0
            for index in 0..<aligned.text.utf8.count {
                let range = aligned.originalRange(of: index..<index + 1)
                #expect(range.lowerBound >= last || range.upperBound > range.lowerBound)
                #expect(range.upperBound <= bytes.count && !range.isEmpty)
                last = range.lowerBound
            }
            let all = aligned.originalRange(of: 0..<aligned.text.utf8.count)
            let again = normalizer.normalize(String(decoding: bytes[all], as: UTF8.self))
            try #require(again.unicodeScalars.elementsEqual(aligned.text.unicodeScalars))
        }
    }

    @Test func alignsThroughGrowthAndShrinking() throws {
        let aligned = try Normalizer(.init(form: .nfkc, foldCase: true)).align("ﬁ e\u{301}  ß\u{FEFF}x")
        #expect(aligned.text == "fi é ssx")
        #expect(aligned.originalRange(of: 0..<1) == 0..<3)
        #expect(aligned.originalRange(of: 3..<5) == 4..<7)
        #expect(aligned.originalRange(of: 5..<6) == 7..<9)
        #expect(aligned.originalRange(of: 6..<7) == 9..<14)
        #expect(aligned.originalRange(of: 8..<9) == 14..<15)
    }

    @Test func repairsBrokenBytes() throws {
        let bytes: [UInt8] = [0x61, 0xC3, 0x62, 0xF0, 0x9F, 0x91]
        let aligned = try Normalizer().align(utf8: bytes.span)
        #expect(aligned.text == "a\u{FFFD}b\u{FFFD}")
        #expect(aligned.repaired == 2)
    }

    /// The hot path takes tokens as they stand where tables say so; ICU must agree on every one.
    @Test func tokensAreWhatTheNormalizerGives() throws {
        var options = Tokenizer.Options.words
        options.keepSpaces = false
        let tokenizer = try Tokenizer(options)
        let normalizer = try Normalizer(.init(form: .nfkc, foldCase: true))
        var random = RandomText(seed: 6)
        for _ in 0..<5_000 {
            let text = random.text(longest: 30)
            let bytes = Array(text.utf8)
            for token in tokenizer.tokenize(text) {
                let expected = normalizer.normalize(String(decoding: bytes[token.range], as: UTF8.self))
                // Of what holds spaces, the token is a part.
                let parts = expected.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
                try #require(parts.contains { token.text.unicodeScalars.elementsEqual($0) }, "\(token)")
            }
        }
    }
}
