internal import CICUShims

/// The name of a locale whose language, script and region ICU knows: `tr`, `tr_TR`, `zh-Hans`; empty, or `C` as systems
/// call it, for no locale.
///
/// ICU itself takes any name and gives the rules of all locales for one that it does not know.
public struct LocaleName: Sendable, Equatable {
    /// The code of the language in its shortest form, such as `tr` for `tur-TR`; empty for no locale.
    public let language: String

    /// Takes a name apart.
    ///
    /// - Throws: `TextError.unknownLocale`.
    public init(_ name: String) throws(TextError) {
        guard !LocaleName.isRoot(name) else {
            language = ""
            return
        }
        let isAny = name.lowercased().hasPrefix("und-") || name.lowercased().hasPrefix("und_")
        guard name.utf8.allSatisfy(LocaleName.isNamePart),
            let language = LocaleName.part(of: name, weft_icu_locale_language),
            let script = LocaleName.part(of: name, weft_icu_locale_script),
            let region = LocaleName.part(of: name, weft_icu_locale_region),
            isAny || weft_icu_knows_language(name) != 0,
            script.isEmpty || weft_icu_is_script(script) != 0,
            region.isEmpty || region.utf8.allSatisfy(LocaleName.isDigit) || weft_icu_knows_region(name) != 0
        else { throw .unknownLocale(name) }
        self.language = isAny ? "" : language
    }

    /// Whether a name stands for no locale, perhaps with an encoding behind a dot, as LANG has it.
    private static func isRoot(_ name: String) -> Bool {
        guard name.utf8.allSatisfy(isNamePart) else { return false }
        return name.isEmpty || ["root", "und", "c", "posix"].contains(name.prefix { $0 != "." }.lowercased())
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Letters, digits, and what stands between the parts of a name and behind them.
    private static func isNamePart(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || "_-@=;.".utf8.contains(byte)
    }

    private static func part(
        of name: String,
        _ function: (UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, UnsafeMutablePointer<Int32>?) -> Int32
    ) -> String? {
        let capacity = 64
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { part in
            var status: Int32 = 0
            let length = Int(function(name, part.baseAddress, Int32(capacity), &status))
            guard status <= 0, length < capacity else { return nil }
            return String(decoding: part[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}

extension Tokenizer.Options {
    /// The same, without a locale that ICU does not know: it was taken for none when models were first saved with it.
    package var withKnownLocale: Tokenizer.Options {
        var options = self
        if (try? LocaleName(locale)) == nil { options.locale = "" }
        return options
    }
}
