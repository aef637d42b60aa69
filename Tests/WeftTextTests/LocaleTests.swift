import Testing
import WeftText

@Suite struct LocaleTests {
    @Test(arguments: [
        ("", ""), ("root", ""), ("und", ""), ("tr", "tr"), ("tr_TR", "tr"), ("tr-TR", "tr"), ("TR", "tr"),
        ("tur", "tr"),
        ("zh-Hans", "zh"), ("zh_Hant_TW", "zh"), ("th", "th"), ("en_US_POSIX", "en"), ("en_US.UTF-8", "en"),
        ("es-419", "es"), ("ja@lb=strict", "ja"), ("fil", "fil"), ("az_Latn_AZ", "az"), ("und-Thai", ""),
        ("C", ""), ("POSIX", ""), ("C.UTF-8", ""), ("UND", ""), ("tr_TR.UTF-8", "tr"),
    ])
    func knows(name: String, language: String) throws {
        #expect(try LocaleName(name).language == language)
        _ = try Tokenizer(.init(locale: name))
    }

    @Test(arguments: [
        "turkish", "Türkçe", "english", "xx", "t", "tr tr", "tr-Xxxx", "tr_XX", "12", "_", "-", "tr\0", "Cx", ".UTF-8",
        "C.\u{E9}", "C/x",
        "日本",
        String(repeating: "a", count: 1_000),
    ])
    func refuses(name: String) throws {
        #expect(throws: TextError.unknownLocale(name)) { try LocaleName(name) }
        #expect(throws: TextError.unknownLocale(name)) { try Tokenizer(.init(locale: name)) }
        #expect(throws: TextError.unknownLocale(name)) { try Segmenter(.word, locale: name) }
        #expect(throws: TextError.unknownLocale(name)) { try Normalizer(.init(locale: name)) }
        #expect("\(TextError.unknownLocale(name))".contains("such as tr"))
    }

    /// What was saved with an unknown locale was made without one.
    @Test func savedOptionsKeepWhatTheyMeant() throws {
        #expect(Tokenizer.Options(locale: "turkish").withKnownLocale == Tokenizer.Options())
        #expect(Tokenizer.Options(locale: "tr-TR").withKnownLocale.locale == "tr-TR")
    }
}
