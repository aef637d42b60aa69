import Testing
import WeftText

/// Small cases of our own in many scripts, as ICU 72 cuts them.
@Suite struct ScriptTests {
    private static let words: [(text: String, words: [String])] = [
        ("ภาษาไทยง่ายมาก", ["ภาษา", "ไทย", "ง่าย", "มาก"]),
        ("ພາສາລາວ", ["ພາສາ", "ລາວ"]),
        ("ខ្ញុំចូលចិត្តភាសាខ្មែរ", ["ខ្ញុំ", "ចូលចិត្ត", "ភាសាខ្មែរ"]),
        ("မြန်မာစာ", ["မြန်မာ", "စာ"]),
        ("我喜欢自然语言处理。", ["我", "喜欢", "自然", "语言", "处理", "。"]),
        ("東京で天ぷらを食べた", ["東京", "で", "天ぷら", "を", "食", "べた"]),
        ("カタカナとｶﾅ", ["カタカナ", "と", "ｶﾅ"]),
        ("한국어 문장입니다.", ["한국어", "문장입니다", "."]),
        ("ሰላም፡ለዓለም።", ["ሰላም", "፡", "ለዓለም", "።"]),
        ("مرحباً بالعالم", ["مرحباً", "بالعالم"]),
        ("Weft 2.0: it's state-of-the-art", ["Weft", "2.0", ":", "it's", "state", "-", "of", "-", "the", "-", "art"]),
        ("👩‍👩‍👧‍👦🇩🇪🇫🇷e\u{301}", ["👩‍👩‍👧‍👦", "🇩🇪", "🇫🇷", "e\u{301}"]),
        ("中文abc中文", ["中文", "abc", "中文"]),
    ]

    @Test(arguments: words)
    func cutsWords(text: String, words: [String]) throws {
        let tokens = try Tokenizer(.unchanged(.word)).tokenize(text).map(\.text)
        #expect(tokens.filter { $0 != " " }.map { Array($0.unicodeScalars) } == words.map { Array($0.unicodeScalars) })
    }

    @Test(arguments: [
        ("👩‍👩‍👧‍👦!", 2), ("🇩🇪🇫🇷🇩", 3), ("e\u{301}\u{308}x", 2), ("각", 1), ("\u{1100}\u{1161}\u{11A8}\u{1100}", 2),
        ("\r\n\n", 2), ("กำ", 1), ("👍🏽👍", 2), ("நி", 1), ("\u{1F468}\u{200D}\u{1F680}", 1),
    ])
    func cutsCharacters(text: String, count: Int) throws {
        #expect(try Tokenizer(.unchanged(.character)).tokenize(text).count == count)
    }

    @Test func cutsSentences() throws {
        let text = "It cost 3.5 pounds. Did it? \u{201C}Yes.\u{201D} 好。不好！"
        let bytes = Array(text.utf8)
        let sentences = try Segmenter(.sentence).segments(of: text).map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(sentences == ["It cost 3.5 pounds. ", "Did it? ", "\u{201C}Yes.\u{201D} ", "好。", "不好！"])
    }

    @Test func foldsCaseByLocale() throws {
        func folded(_ text: String, _ locale: String) throws -> [String] {
            try Tokenizer(Tokenizer.Options(locale: locale)).tokenize(text).map(\.text)
        }
        #expect(try folded("TITLE İĞ ẞ ΣΟΦΌΣ", "") == ["title", "i\u{307}ğ", "ss", "σοφόσ"])
        #expect(try folded("TITLE İĞ", "tr") == ["tıtle", "iğ"])
        #expect(try folded("TITLE İĞ", "az_AZ") == ["tıtle", "iğ"])
    }

    @Test func locatesTokensInOtherUnits() throws {
        let text = "a👍🏽 ﬁx e\u{301}é 中文"
        let tokens = try Tokenizer().tokenize(text)
        let offsets = TextOffsets(of: text, segmenter: try Segmenter(.character))
        for token in tokens {
            let units = Array(text.utf16)[offsets.utf16(token.range)]
            let characters = Array(text)[offsets.clusters(token.range)]
            let slice = String(decoding: Array(text.utf8)[token.range], as: UTF8.self)
            #expect(Array(slice.utf16) == Array(units))
            #expect(slice == String(characters))
        }
        #expect(tokens.map(\.text) == ["a", "👍🏽", "fix", "é\u{e9}", "中文"])
    }
}
