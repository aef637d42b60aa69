/// Documents as sequences of token numbers, over a dictionary of their own.
///
/// It takes four bytes a token and each distinct token's bytes once, so a corpus of ten million words fits in 50 MB.
/// Tokens are given one by one as UTF-8, after whatever normalisation the caller wants:
///
/// ```swift
/// var corpus = TokenCorpus()
/// corpus.append(document: ["the", "weft", "runs"])
/// ```
public struct TokenCorpus: Sendable {
    /// How tokens were cut when they were appended.
    public let splitting: TokenSplitting
    var terms = TermDictionary()
    var tokens: [Int32] = []
    private var ends: [Int] = []

    /// Creates an empty corpus.
    public init(splitting: TokenSplitting = .ideographs) {
        self.splitting = splitting
    }

    /// The number of finished documents.
    public var count: Int { ends.count }

    /// The number of tokens in all documents, after splitting.
    public var tokenCount: Int { tokens.count }

    /// Appends one token to the document being read.
    ///
    /// - Returns: The number of tokens it became: its code points if it was cut, otherwise 1; 0 for an empty one.
    /// - Complexity: O(length), amortised.
    @discardableResult
    public mutating func append(token: Span<UInt8>) -> Int {
        guard !token.isEmpty else { return 0 }
        guard splitting.cuts(token) else {
            tokens.append(terms.intern(token))
            return 1
        }
        var start = 0
        var pieces = 0
        while start < token.count {
            let end = min(token.count, start + TokenSplitting.scalarLength(token[start]))
            tokens.append(terms.intern(token.extracting(start..<end)))
            pieces += 1
            start = end
        }
        return pieces
    }

    /// Appends one token to the document being read, as `append(token:)` does.
    @discardableResult
    public mutating func append(token: String) -> Int {
        var copy = token
        return copy.withUTF8 { append(token: $0.span) }
    }

    /// Ends the document being read, which may be empty.
    public mutating func endDocument() {
        ends.append(tokens.count)
    }

    /// Appends a whole document.
    public mutating func append(document: some Sequence<String>) {
        for token in document { append(token: token) }
        endDocument()
    }

    /// The positions of a document's tokens in `tokens`.
    func range(of document: Int) -> Range<Int> {
        (document == 0 ? 0 : ends[document - 1])..<ends[document]
    }
}
