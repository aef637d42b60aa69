#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension TFIDFVectorizer {
    /// Learns the features of a corpus and returns the vectorizer with the corpus's rows.
    ///
    /// It takes about 60 bytes for each distinct n-gram and 16 for each (document, n-gram) pair while it works.
    ///
    /// - Parameter progress: Told the share of the documents that is counted; false ends it with `.interrupted`.
    /// - Complexity: O(tokens · n), and sorting the distinct n-grams.
    /// - Throws: `BaselineError.noDocuments`, `.invalidOption`, or `.memory` when terms or n-grams outgrow 32-bit numbers.
    public static func fit(
        _ corpus: TokenCorpus, options: Options = Options(), progress: (Double) -> Bool = { _ in true }
    ) throws(BaselineError) -> (vectorizer: TFIDFVectorizer, rows: SparseRows) {
        try options.validate()
        guard corpus.count > 0 else { throw .noDocuments }
        try checkNumbers(of: corpus, options: options)
        var counter = NGramCounter(termCount: corpus.terms.count, maximumLength: options.maximumLength)
        for document in 0..<corpus.count {
            if document % 1024 == 0, !progress(Double(document) / Double(corpus.count)) { throw .interrupted }
            counter.count(document: corpus.tokens[corpus.range(of: document)])
        }
        let selection = NGramSelection(counter, dictionary: corpus.terms, options: options)
        var frequencies = [Float](repeating: 0, count: selection.trie.nodeCount)
        for node in 0..<counter.nodeCount where selection.nodes[node] >= 0 {
            let feature = Int(selection.nodes[node])
            guard selection.isFeature[feature] else { continue }
            let documents = Double(counter.documentCounts[node])
            frequencies[feature] = Float(log(Double(1 + corpus.count) / (1 + documents)) + 1)
        }
        let vectorizer = TFIDFVectorizer(
            options: options, splitting: corpus.splitting, trie: selection.trie,
            inverseDocumentFrequencies: frequencies)
        return (vectorizer, vectorizer.rows(counter, selection))
    }

    /// Refuses a corpus whose terms or n-grams outgrow 32-bit numbers.
    static func checkNumbers(of corpus: TokenCorpus, options: Options) throws(BaselineError) {
        let limit = Int(Int32.max)
        let bound = max(corpus.terms.byteCount, corpus.terms.count + corpus.tokenCount * (options.maximumLength - 1))
        guard bound < limit else { throw .memory(neededBytes: bound, limitBytes: limit) }
    }

    /// Renumbers the counted documents and weighs them.
    private func rows(_ counter: NGramCounter, _ selection: NGramSelection) -> SparseRows {
        var rows = SparseRows(columnCount: featureCount)
        var found: [UInt64] = []
        for document in 0..<(counter.rowStarts.count - 1) {
            found.removeAll(keepingCapacity: true)
            for entry in counter.rowStarts[document]..<counter.rowStarts[document + 1] {
                let node = selection.nodes[Int(counter.rowNodes[entry])]
                guard node >= 0, selection.isFeature[Int(node)] else { continue }
                found.append(UInt64(node) << 32 | UInt64(counter.rowCounts[entry]))
            }
            found.sort()
            var weights: [Double] = []
            weights.reserveCapacity(found.count)
            for entry in found {
                rows.columns.append(Int32(entry >> 32))
                weights.append(weight(count: Int(entry & 0xffff_ffff), feature: Int(entry >> 32)))
            }
            Self.appendNormalised(weights, to: &rows)
        }
        return rows
    }
}
