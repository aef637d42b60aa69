extension Baseline {
    /// What each token of a document adds to the margin of a class; together with the bias they make the margin.
    ///
    /// The contribution of an n-gram, its value times its weight, is shared equally by its occurrences, and each of
    /// those by its tokens. Tokens that were cut count as one again.
    ///
    /// - Parameters:
    ///   - tokens: The document's tokens as UTF-8, before any cutting.
    ///   - label: The class asked about.
    /// - Returns: One weight for each token, 0 for one that is in no known n-gram.
    public func tokenWeights(_ tokens: some Sequence<String>, class label: Int) -> [Double] {
        var corpus = makeCorpus()
        var owners: [Int] = []
        var tokenCount = 0
        for token in tokens {
            let pieces = corpus.append(token: token)
            owners.append(contentsOf: repeatElement(tokenCount, count: pieces))
            tokenCount += 1
        }
        corpus.endDocument()
        var weights = [Double](repeating: 0, count: tokenCount)
        let rows = vectorizer.transform(corpus)
        var contributions: [Int32: Double] = [:]
        var occurrences: [Int32: Int] = [:]
        for position in rows.range(of: 0) {
            let weight = regression.weight(feature: Int(rows.columns[position]), class: label)
            contributions[rows.columns[position]] = Double(rows.values[position]) * Double(weight)
        }
        let known = vectorizer.knownTerms(of: corpus)
        vectorizer.forEachNGram(corpus.tokens[...], known: known) { node, _, _ in
            occurrences[Int32(node), default: 0] += 1
        }
        vectorizer.forEachNGram(corpus.tokens[...], known: known) { node, first, length in
            let key = Int32(node)
            guard let contribution = contributions[key], let count = occurrences[key] else { return }
            let share = contribution / Double(count * length)
            for token in first..<(first + length) { weights[owners[token]] += share }
        }
        return weights
    }
}
