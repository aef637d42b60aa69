/// A token and where it stands in the original text.
public struct Token: Sendable, Equatable {
    /// The normalised text of the token: what the vocabulary holds.
    public let text: String
    /// The UTF-8 range in the original text, whatever normalisation did.
    public let range: Range<Int>

    /// Creates a token.
    public init(text: String, range: Range<Int>) {
        self.text = text
        self.range = range
    }
}

/// What tokenizing one text or many came to.
public struct TokenizationCount: Sendable, Equatable {
    /// Tokens given.
    public var tokens = 0
    /// Segments dropped because they are blank: white space, controls, invisible format characters.
    public var droppedSpaces = 0
    /// Segments dropped because they are punctuation and `keepPunctuation` is off.
    public var droppedPunctuation = 0
    /// Broken UTF-8 sequences that became U+FFFD.
    public var repaired = 0

    /// Creates a count of nothing.
    public init() {}

    /// Adds the counts of other texts.
    public static func += (left: inout TokenizationCount, right: TokenizationCount) {
        left.tokens += right.tokens
        left.droppedSpaces += right.droppedSpaces
        left.droppedPunctuation += right.droppedPunctuation
        left.repaired += right.repaired
    }
}
