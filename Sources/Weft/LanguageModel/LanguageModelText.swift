import WeftText

/// A text as a language model reads it: the token that begins it, then its tokens.
package struct LanguageModelText: Sendable {
    /// ``Vocabulary/begin``, then the tokens in their order.
    package let tokens: [Int32]
    /// Grapheme clusters of the text.
    package let characters: Int
    /// Tokens that the vocabulary does not hold.
    package let unknown: Int

    /// Encodes a text with a tokenizer that keeps everything.
    package init(_ text: String, vocabulary: Vocabulary, tokenizer: Tokenizer) throws(TextError) {
        var tokens = [Vocabulary.begin]
        var text = LanguageModelText.withLineFeeds(text)
        text.withUTF8 { _ = vocabulary.encode(utf8: $0.span, with: tokenizer, into: &tokens) }
        self.tokens = tokens
        unknown = tokens.count { $0 == Vocabulary.unknown }
        characters =
            tokenizer.options.level == .character
            ? tokens.count - 1 : try LanguageModelText.characters(of: text, locale: tokenizer.options.locale)
    }

    /// Tokens of the text itself.
    package var tokenCount: Int { tokens.count - 1 }

    private static func characters(of text: String, locale: String) throws(TextError) -> Int {
        var text = text
        let tokenizer = try Tokenizer(.unchanged(.character, locale: locale))
        return text.withUTF8 { bytes in tokenizer.forEachToken(inUTF8: bytes.span) { _, _ in }.tokens }
    }

    /// The text with each line end, be it LF, CR LF or CR, as LF: how language models read every text, whoever gives it.
    package static func withLineFeeds(_ text: String) -> String {
        let lineFeed = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")
        guard text.utf8.contains(carriageReturn) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var last: UInt8?
        for byte in text.utf8 {
            if byte != lineFeed || last != carriageReturn { bytes.append(byte == carriageReturn ? lineFeed : byte) }
            last = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
