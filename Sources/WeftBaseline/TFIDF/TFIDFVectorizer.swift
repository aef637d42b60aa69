#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Turns documents into rows of TF-IDF weights of their n-grams.
///
/// The weight of an n-gram that occurs `c` times in a document and in `d` of `N` documents is
/// `(1 + ln c) · (ln((1 + N) / (1 + d)) + 1)`, and each row has Euclidean length 1: the values of scikit-learn's
/// `TfidfVectorizer(sublinear_tf=True)`. N-grams never seen in training count for nothing, and a document without known
/// n-grams has an empty row. (Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval".)
///
/// A feature is a node of a trie; see `NGramTrie` for its order.
public struct TFIDFVectorizer: Sendable, Equatable {
    /// What becomes a feature, and how it is weighted.
    public struct Options: Sendable, Equatable {
        /// The length in tokens of the shortest and the longest n-gram.
        public var minimumLength = 1, maximumLength = 2
        /// In how many documents an n-gram must occur.
        public var minimumDocumentFrequency = 1
        /// How many features at most are kept: the most frequent, then those first in the order of code points.
        public var maximumFeatures: Int?
        /// Whether a count `c` weighs `1 + ln c` instead of `c`.
        public var isSublinear = true

        /// Creates the options' defaults.
        public init() {}

        func validate() throws(BaselineError) {
            guard minimumLength >= 1, maximumLength >= minimumLength, maximumLength <= 255 else {
                throw .invalidOption(
                    name: "n-gram length", expected: "1 <= minimum <= maximum <= 255",
                    found: "\(minimumLength)...\(maximumLength)")
            }
            guard minimumDocumentFrequency >= 0 else {
                throw .invalidOption(
                    name: "minimum document frequency", expected: "at least 0", found: "\(minimumDocumentFrequency)")
            }
            if let limit = maximumFeatures, limit < 1 {
                throw .invalidOption(name: "maximum features", expected: "at least 1", found: "\(limit)")
            }
        }
    }

    /// What the vectorizer was made with.
    public let options: Options
    /// How tokens were cut in training, and must be cut in all corpora given later.
    public let splitting: TokenSplitting
    let trie: NGramTrie
    /// The inverse document frequency of each feature, 0 for a node that only leads to features; [features].
    let inverseDocumentFrequencies: [Float]

    /// The number of features, the width of all rows.
    public var featureCount: Int { trie.nodeCount }

    init(options: Options, splitting: TokenSplitting, trie: NGramTrie, inverseDocumentFrequencies: [Float]) {
        self.options = options
        self.splitting = splitting
        self.trie = trie
        self.inverseDocumentFrequencies = inverseDocumentFrequencies
    }

    /// The weight of each count before scaling.
    @inline(__always)
    func weight(count: Int, feature: Int) -> Double {
        let frequency = options.isSublinear ? 1 + log(Double(count)) : Double(count)
        return frequency * Double(inverseDocumentFrequencies[feature])
    }

    /// Returns one row for each document.
    ///
    /// - Complexity: O(tokens · log features), and one search for each distinct token of the corpus.
    public func transform(_ corpus: TokenCorpus) -> SparseRows {
        let known = knownTerms(of: corpus)
        var rows = SparseRows(columnCount: featureCount)
        var found: [Int32] = []
        for document in 0..<corpus.count {
            found.removeAll(keepingCapacity: true)
            forEachNGram(corpus.tokens[corpus.range(of: document)], known: known) { node, _, _ in
                found.append(Int32(node))
            }
            found.sort()
            append(sorted: found, to: &rows)
        }
        return rows
    }

    /// The number of each term of a corpus in the trie, −1 for one unknown.
    func knownTerms(of corpus: TokenCorpus) -> [Int32] {
        corpus.terms.withBytes { bytes in
            (0..<corpus.terms.count).map { trie.term(bytes.extracting(corpus.terms.range(of: $0))) ?? -1 }
        }
    }

    /// Calls `body` with each known feature of a document, its first token and its length.
    func forEachNGram(
        _ tokens: ArraySlice<Int32>, known: [Int32], _ body: (_ node: Int, _ first: Int, _ length: Int) -> Void
    ) {
        for first in tokens.indices {
            let term = known[Int(tokens[first])]
            guard term >= 0 else { continue }
            var node = Int(term)
            if inverseDocumentFrequencies[node] > 0 { body(node, first, 1) }
            var length = 1
            while length < options.maximumLength, first + length < tokens.endIndex {
                let next = known[Int(tokens[first + length])]
                guard next >= 0, let child = trie.child(of: node, term: next) else { break }
                node = child
                length += 1
                if inverseDocumentFrequencies[node] > 0 { body(node, first, length) }
            }
        }
    }

    private func append(sorted nodes: [Int32], to rows: inout SparseRows) {
        var position = 0
        var weights: [Double] = []
        while position < nodes.count {
            let start = position
            while position < nodes.count, nodes[position] == nodes[start] { position += 1 }
            weights.append(weight(count: position - start, feature: Int(nodes[start])))
            rows.columns.append(nodes[start])
        }
        Self.appendNormalised(weights, to: &rows)
    }

    /// Ends a row whose columns are there already.
    static func appendNormalised(_ weights: [Double], to rows: inout SparseRows) {
        var sum = 0.0
        for weight in weights { sum += weight * weight }
        let scale = sum > 0 ? 1 / sum.squareRoot() : 0
        for weight in weights { rows.values.append(Float(weight * scale)) }
        rows.endRow()
    }
}
