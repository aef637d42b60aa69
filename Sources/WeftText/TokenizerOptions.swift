extension Tokenizer {
    /// What a token is.
    public enum Level: String, Sendable, CaseIterable {
        /// A word as ICU's dictionaries and rules find it.
        case word
        /// A grapheme cluster.
        case character
    }

    /// How text becomes tokens. Models store this beside their vocabulary.
    public struct Options: Sendable, Equatable {
        /// What a token is.
        public var level: Level
        /// The normalisation form of tokens.
        public var form: Normalizer.Form
        /// Whether case is folded (`Straße` and `STRASSE` are then one token).
        public var foldCase: Bool
        /// Whether accents are removed, as `Normalizer.Options` says.
        public var stripAccents: Bool
        /// Whether every decimal digit becomes `0`.
        public var foldNumbers: Bool
        /// Whether control and invisible format characters are removed from tokens.
        public var removeControls: Bool
        /// Whether tokens that consist of punctuation and symbols are kept; pictographs always are.
        public var keepPunctuation: Bool
        /// Whether white space is kept as tokens, unchanged. Without removal of controls, nothing is then dropped.
        public var keepSpaces: Bool
        /// The locale whose break rules and case folding are used; empty for those of all locales.
        public var locale: String

        /// Creates options from the common ones; the rest are properties to set.
        public init(
            level: Level = .word, form: Normalizer.Form = .nfkc, foldCase: Bool = true, stripAccents: Bool = false,
            foldNumbers: Bool = false, keepPunctuation: Bool = true, keepSpaces: Bool = false, locale: String = ""
        ) {
            self.level = level
            self.form = form
            self.foldCase = foldCase
            self.stripAccents = stripAccents
            self.foldNumbers = foldNumbers
            self.removeControls = true
            self.keepPunctuation = keepPunctuation
            self.keepSpaces = keepSpaces
            self.locale = locale
        }

        /// Words for classification: NFKC, case folded, punctuation kept, spaces dropped.
        public static let words = Options()

        /// Grapheme clusters for classification, otherwise like `words`.
        public static let characters = Options(level: .character)

        /// Every segment as it stands in the text, spaces included: joining the tokens gives the text back.
        ///
        /// What a language model learns from, and what `--all` shows.
        public static func unchanged(_ level: Level, locale: String = "") -> Options {
            var options = Options(level: level, form: .none, foldCase: false, keepSpaces: true, locale: locale)
            options.removeControls = false
            return options
        }

        /// The part of the options that changes the text of tokens.
        var normalizerOptions: Normalizer.Options {
            Normalizer.Options(
                form: form, foldCase: foldCase, stripAccents: stripAccents, foldNumbers: foldNumbers,
                removeControls: removeControls, locale: locale)
        }
    }
}
