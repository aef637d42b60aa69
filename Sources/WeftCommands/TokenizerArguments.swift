import ArgumentParser
import WeftText

extension Normalizer.Form: ExpressibleByArgument {}

/// How text becomes tokens, for the verbs that start from text alone.
package struct TokenizerArguments: ParsableArguments {
    @Option(help: "What a token is: word, or character (a grapheme cluster).")
    package var level: Tokenizer.Level = .word

    @Option(help: "The normalisation form of tokens: nfkc, nfc or none.")
    package var form: Normalizer.Form = .nfkc

    @Flag(help: "Leave upper and lower case apart.")
    package var keepCase = false

    @Flag(help: "Remove accents: café becomes cafe.")
    package var stripAccents = false

    @Flag(help: "Make every digit 0.")
    package var foldNumbers = false

    @Flag(help: "Leave punctuation out.")
    package var dropPunctuation = false

    @Option(help: "The locale whose rules are used, such as fi or tr. (default: those of all locales)")
    package var locale = ""

    package init() {}

    package func validate() throws { try expectKnown(locale: locale) }

    /// What was asked for.
    package var options: Tokenizer.Options {
        Tokenizer.Options(
            level: level, form: form, foldCase: !keepCase, stripAccents: stripAccents, foldNumbers: foldNumbers,
            keepPunctuation: !dropPunctuation, locale: locale)
    }

    /// The same as arguments, those that differ from the defaults: what a file says of how it was made.
    package var summary: String {
        var words = ["--level", level.rawValue, "--form", form.rawValue]
        if keepCase { words.append("--keep-case") }
        if stripAccents { words.append("--strip-accents") }
        if foldNumbers { words.append("--fold-numbers") }
        if dropPunctuation { words.append("--drop-punctuation") }
        if !locale.isEmpty { words += ["--locale", locale] }
        return words.joined(separator: " ")
    }
}
