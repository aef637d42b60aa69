/// Cuts text into tokens: words as ICU finds them, or grapheme clusters, normalised, each with its place in the text.
///
/// Text is segmented in composed form (NFC), so that canonically equal texts give equal tokens, unless the form is
/// `none`: then as it stands. Each segment is normalised alone, so ranges are exact through any normalisation. A token
/// holds no white space, unless white space is kept: what normalises to several words, such as U+FDFA, is several
/// tokens with one range. Nothing is dropped by length. A value can be used by several threads at once.
public struct Tokenizer: Sendable {
    /// How text becomes tokens.
    public let options: Options
    private let pool: Pool<TokenizerWorkspace>

    /// Opens ICU's rules and normalisers once.
    ///
    /// - Throws: `TextError.unknownLocale`, or `TextError.icu` if ICU's data is missing.
    public init(_ options: Options = .words) throws(TextError) {
        self.options = options
        let unit: Segmenter.Unit = options.level == .word ? .word : .character
        let rules = try BreakRules.load(unit, locale: options.locale)
        pool = Pool(
            try TokenizerWorkspace(options, unit: unit, rules: rules),
            make: { () throws(TextError) in try TokenizerWorkspace(options, unit: unit, rules: rules) })
    }

    /// Calls `body` with the normalised bytes and the original UTF-8 range of every token, in order.
    ///
    /// Makes no `String` and, once warm, allocates nothing. The bytes are valid during the call only. Broken UTF-8 is
    /// repaired with U+FFFD; ranges refer to the bytes as given.
    /// - Returns: How many tokens were given, how many segments were dropped and why, how much was repaired.
    @discardableResult
    public func forEachToken<E: Error>(
        inUTF8 text: Span<UInt8>, _ body: (Span<UInt8>, Range<Int>) throws(E) -> Void
    ) throws(E) -> TokenizationCount {
        let workspace = pool.take()
        defer { pool.giveBack(workspace) }
        return try text.withUnsafeBufferPointer { bytes throws(E) in
            try workspace.forEachToken(in: bytes) { token, start, end throws(E) in
                try body(token.span, start..<end)
            }
        }
    }

    /// The tokens of a text, in order.
    public func tokenize(_ text: String) -> [Token] {
        var text = text
        return text.withUTF8 { tokenize(utf8: $0.span).tokens }
    }

    /// The tokens of UTF-8 bytes, in order, and what was dropped and repaired.
    public func tokenize(utf8 text: Span<UInt8>) -> (tokens: [Token], count: TokenizationCount) {
        var tokens: [Token] = []
        let count = forEachToken(inUTF8: text) { bytes, range in
            let string = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            tokens.append(Token(text: string, range: range))
        }
        return (tokens, count)
    }

    /// Lends a workspace for work inside this module that makes no `Span`.
    @inline(__always)
    func withWorkspace<R, E: Error>(_ body: (TokenizerWorkspace) throws(E) -> R) throws(E) -> R {
        let workspace = pool.take()
        defer { pool.giveBack(workspace) }
        return try body(workspace)
    }
}
