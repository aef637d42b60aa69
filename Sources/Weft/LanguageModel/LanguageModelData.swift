import WeftText

/// All that a language model's training makes of its text before the first step.
package struct LanguageModelData: Sendable {
    /// Fewer tokens than this teach nothing.
    private static let fewest = 16

    let tokenizer: Tokenizer
    let vocabulary: Vocabulary
    let training: LanguageModelText
    let validation: LanguageModelText
    /// Depends on every token.
    let hash: UInt64

    /// Splits if there is no validation text, builds the vocabulary of the training part, and encodes.
    ///
    /// - Throws: ``ModelError/unusableData(expected:found:)`` for a text that is empty, too short, or no text.
    init(_ text: String, validation given: String?, options: LanguageModelOptions) throws {
        tokenizer = try Tokenizer(options.tokenizer)
        let text = LanguageModelText.withLineFeeds(text)
        try LanguageModelData.check(text, "a training text")
        if let given { try LanguageModelData.check(given, "a validation text") }
        let parts =
            given.map { (first: text, second: $0) }
            ?? LanguageModelData.split(text, share: options.validationShare, tokenizer: tokenizer)
        var builder = VocabularyBuilder()
        try builder.add(text: parts.first, with: tokenizer)
        vocabulary = builder.build(
            minimumCount: UInt64(max(1, options.minimumCount)), maximumSize: options.vocabularySize)
        training = try LanguageModelText(parts.first, vocabulary: vocabulary, tokenizer: tokenizer)
        validation = try LanguageModelText(parts.second, vocabulary: vocabulary, tokenizer: tokenizer)
        guard training.tokenCount >= LanguageModelData.fewest, vocabulary.textTokenCount > 0
        else {
            throw ModelError.unusableData(
                expected: "a training text of at least \(LanguageModelData.fewest) tokens",
                found: "\(training.tokenCount) of \(vocabulary.textTokenCount) kinds")
        }
        var hash = DataHash()
        hash.add(training.tokens)
        hash.add(validation.tokens)
        self.hash = hash.value
    }

    /// Sets the end of a text aside to validate on; none of it for a share of zero, or where it is too short for that.
    private static func split(_ text: String, share: Double, tokenizer: Tokenizer) -> (first: String, second: String) {
        let bytes = Array(text.utf8)
        guard share > 0, let place = TextSplit(bytes.span, share: share, tokenizer: tokenizer).place else {
            return (text, "")
        }
        return (String(decoding: bytes[..<place], as: UTF8.self), String(decoding: bytes[place...], as: UTF8.self))
    }

    private static func check(_ text: String, _ expected: String) throws {
        if text.isEmpty { throw ModelError.unusableData(expected: expected, found: "an empty one") }
        if text.utf8.contains(0) {
            throw ModelError.unusableData(expected: expected, found: "a NUL byte (binary data)")
        }
    }
}
