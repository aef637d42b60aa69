extension TFIDFVectorizer {
    /// The arrays that make a vectorizer, for a file. Reading them back builds nothing.
    public struct Parts: Sendable, Equatable {
        /// The terms' bytes one after the other, in ascending order.
        public var termBytes: [UInt8]
        /// Where each term ends; [terms].
        public var termEnds: [Int32]
        /// Where each inner node's children begin; [inner nodes + 1].
        public var childStarts: [Int32]
        /// The last term of each n-gram longer than one token; [features − terms].
        public var lastTerms: [Int32]
        /// The inverse document frequencies; [features].
        public var inverseDocumentFrequencies: [Float]
        /// How rows are made.
        public var options: Options
        /// How tokens are cut.
        public var splitting: TokenSplitting

        /// Gathers arrays read from a file; `TFIDFVectorizer.init(parts:)` checks them.
        public init(
            termBytes: [UInt8], termEnds: [Int32], childStarts: [Int32], lastTerms: [Int32],
            inverseDocumentFrequencies: [Float], options: Options, splitting: TokenSplitting
        ) {
            self.termBytes = termBytes
            self.termEnds = termEnds
            self.childStarts = childStarts
            self.lastTerms = lastTerms
            self.inverseDocumentFrequencies = inverseDocumentFrequencies
            self.options = options
            self.splitting = splitting
        }
    }

    /// What to store.
    public var parts: Parts {
        Parts(
            termBytes: trie.termBytes, termEnds: trie.termEnds, childStarts: trie.childStarts,
            lastTerms: trie.lastTerms, inverseDocumentFrequencies: inverseDocumentFrequencies, options: options,
            splitting: splitting)
    }

    /// Makes a vectorizer from stored arrays, after checking them; nothing is copied or built.
    ///
    /// - Throws: `BaselineError.damaged` naming the part that does not fit, `.invalidOption`.
    public init(parts: Parts) throws(BaselineError) {
        try parts.options.validate()
        let trie = NGramTrie(
            termBytes: parts.termBytes, termEnds: parts.termEnds, childStarts: parts.childStarts,
            lastTerms: parts.lastTerms)
        try trie.validate()
        guard parts.inverseDocumentFrequencies.count == trie.nodeCount else {
            throw .damaged(
                part: "inverse document frequencies", expected: "\(trie.nodeCount)",
                found: "\(parts.inverseDocumentFrequencies.count)")
        }
        for value in parts.inverseDocumentFrequencies where !(value >= 0 && value.isFinite) {
            throw .damaged(part: "inverse document frequencies", expected: "finite, at least 0", found: "\(value)")
        }
        self.init(
            options: parts.options, splitting: parts.splitting, trie: trie,
            inverseDocumentFrequencies: parts.inverseDocumentFrequencies)
    }

    /// The tokens of each feature; for reports and tests, because it makes strings.
    public func featureTokens() -> [[String]] {
        let parents = trie.parents()
        let names = (0..<trie.termCount).map { term in
            String(decoding: trie.termBytes[trie.range(of: term)], as: UTF8.self)
        }
        return (0..<featureCount).map { trie.terms(of: $0, parents: parents).map { names[Int($0)] } }
    }
}
