import WeftTensors
import WeftText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How well a language model predicts a text.
public struct LanguageModelEvaluation: Sendable, Equatable {
    /// Bits that the model needs for a character (a grapheme cluster) of the text: the sum of -log2 p over all tokens, by
    /// the characters. It compares models of different tokens.
    public var bitsPerCharacter: Double
    /// The perplexity of a token: e to the mean of -ln p.
    public var perplexity: Double
    /// Tokens of the text.
    public var tokens: Int
    /// Characters of the text.
    public var characters: Int
    /// Tokens that the model does not know. They count as one token, whatever stands there, so that the figures flatter
    /// a model with many of them.
    public var unknown: Int

    package init(nats: Double, text: LanguageModelText) {
        tokens = text.tokenCount
        characters = text.characters
        unknown = text.unknown
        bitsPerCharacter = nats / Double(max(1, characters)) / log(2)
        perplexity = exp(nats / Double(max(1, tokens)))
    }
}

extension LanguageModel {
    /// Measures how well the model predicts a text, each token from those before it.
    ///
    /// - Parameters:
    ///   - text: Any text; it is read as it stands.
    ///   - streams: Stretches of the text that are read side by side, each by a reader that has seen the 128 tokens before
    ///     it; with 1, every token is predicted from all before it, which takes longer.
    /// - Throws: ``ModelError/unusableData(expected:found:)`` for an empty text.
    public func evaluate(_ text: String, streams: Int = 32) throws -> LanguageModelEvaluation {
        let encoded = try LanguageModelText(text, vocabulary: vocabulary, tokenizer: tokenizer)
        guard encoded.tokenCount > 0 else {
            throw ModelError.unusableData(expected: "a text to evaluate on", found: "an empty one")
        }
        let nats = try LanguageModelScorer(encoded.tokens, streams: streams).nats(
            weights, team: ThreadTeam(count: threads))
        return LanguageModelEvaluation(nats: nats, text: encoded)
    }
}
