extension Normalizer {
    /// A normalisation form of Unicode Standard Annex 15, or none.
    public enum Form: String, Sendable, CaseIterable {
        /// Text is left as it is composed.
        case none
        /// Canonical composition: one spelling of each accented character.
        case nfc
        /// Compatibility composition: also one spelling of full-width, ligature, superscript and similar variants.
        case nfkc
    }

    /// What a normaliser changes. Everything is off except what the initialiser's defaults say.
    public struct Options: Sendable, Equatable {
        /// The normalisation form.
        public var form: Form
        /// Whether case is folded (Unicode's full case folding: `ß` becomes `ss`).
        public var foldCase: Bool
        /// Whether accents are removed: nonspacing marks that belong to no single script, so that vowel signs of Indic
        /// scripts stay; the voicing marks of Japanese stay too.
        public var stripAccents: Bool
        /// Whether every decimal digit of every script becomes `0`.
        public var foldNumbers: Bool
        /// Whether control characters, byte order marks, soft hyphens and other invisible format characters are
        /// removed; joiners stay. In a whole text, `Normalizer` also makes each run of white space one space.
        public var removeControls: Bool
        /// The locale, such as `tr`: it decides how `I` is folded.
        public var locale: String

        /// Creates options; the defaults fold to NFC and remove controls.
        public init(
            form: Form = .nfc, foldCase: Bool = false, stripAccents: Bool = false, foldNumbers: Bool = false,
            removeControls: Bool = true, locale: String = ""
        ) {
            self.form = form
            self.foldCase = foldCase
            self.stripAccents = stripAccents
            self.foldNumbers = foldNumbers
            self.removeControls = removeControls
            self.locale = locale
        }

        /// Whether `I` folds to dotless `ı`.
        var isTurkic: Bool {
            let language = (try? LocaleName(locale))?.language
            return language == "tr" || language == "az"
        }
    }
}
