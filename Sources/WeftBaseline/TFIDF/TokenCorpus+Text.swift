import WeftText

extension TokenCorpus {
    /// Appends a whole document given as text.
    ///
    /// No token becomes a `String` on the way.
    ///
    /// - Returns: What was kept, dropped and repaired.
    @discardableResult
    public mutating func append(utf8 text: Span<UInt8>, tokenizer: Tokenizer) -> TokenizationCount {
        let count = tokenizer.forEachToken(inUTF8: text) { token, _ in append(token: token) }
        endDocument()
        return count
    }
}
