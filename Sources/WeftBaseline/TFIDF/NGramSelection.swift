/// Chooses the n-grams that become features and numbers them in the order of `NGramTrie`.
struct NGramSelection {
    /// The number in the trie of each node of the counter, −1 for those left out.
    let nodes: [Int32]
    /// Whether a node of the trie is a feature; the others only lead to one.
    let isFeature: [Bool]
    let trie: NGramTrie

    /// - Parameter ranks: The place of each term of the corpus in the order of bytes.
    init(_ counter: NGramCounter, dictionary: TermDictionary, options: TFIDFVectorizer.Options) {
        let lengths = counter.lengths()
        let order = Self.order(of: dictionary)
        var ranks = [Int32](repeating: 0, count: order.count)
        for (rank, term) in order.enumerated() { ranks[term] = Int32(rank) }
        let features = Self.features(counter, lengths: lengths, ranks: ranks, options: options)
        let needed = Self.closure(of: features, counter)
        var builder = TrieBuilder(nodes: Array(repeating: -1, count: counter.nodeCount))
        builder.addTerms(order.filter { needed[$0] }, dictionary: dictionary)
        builder.addLevels(counter, lengths: lengths, needed: needed)
        var isFeature = [Bool](repeating: false, count: builder.trie.nodeCount)
        for node in features.indices where features[node] { isFeature[Int(builder.nodes[node])] = true }
        nodes = builder.nodes
        trie = builder.trie
        self.isFeature = isFeature
    }

    /// The terms in ascending order of their bytes.
    private static func order(of dictionary: TermDictionary) -> [Int] {
        dictionary.withBytes { bytes in
            /// The first eight bytes as a number settle nearly every comparison.
            let keys = (0..<dictionary.count).map { term in
                let range = dictionary.range(of: term)
                var key: UInt64 = 0
                for offset in 0..<8 {
                    key = key << 8 | (offset < range.count ? UInt64(bytes[range.lowerBound + offset]) : 0)
                }
                return (key: key, term: term)
            }
            return keys.sorted { left, right in
                if left.key != right.key { return left.key < right.key }
                return NGramTrie.compare(
                    bytes.extracting(dictionary.range(of: left.term)),
                    bytes.extracting(dictionary.range(of: right.term))) < 0
            }.map(\.term)
        }
    }

    /// Applies the limits of length, document frequency and number.
    private static func features(
        _ counter: NGramCounter, lengths: [UInt8], ranks: [Int32], options: TFIDFVectorizer.Options
    ) -> [Bool] {
        var chosen = (0..<counter.nodeCount).map { node in
            counter.documentCounts[node] >= options.minimumDocumentFrequency
                && Int(lengths[node]) >= options.minimumLength && counter.documentCounts[node] > 0
        }
        let candidates = chosen.indices.filter { chosen[$0] }
        guard let limit = options.maximumFeatures, candidates.count > limit else { return chosen }
        let key = { (node: Int) -> [Int32] in path(of: node, counter).map { ranks[Int($0)] } }
        let threshold = candidates.map { counter.counts[$0] }.sorted(by: >)[limit]
        let above = candidates.count { counter.counts[$0] > threshold }
        let tied = candidates.filter { counter.counts[$0] == threshold }
            .map { (key: key($0), node: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for node in candidates where counter.counts[node] <= threshold { chosen[node] = false }
        for entry in tied.prefix(limit - above) { chosen[entry.node] = true }
        return chosen
    }

    /// The terms of a node of the counter, first to last.
    private static func path(of node: Int, _ counter: NGramCounter) -> [Int32] {
        var found: [Int32] = []
        var node = node
        while node >= counter.termCount {
            found.append(counter.lastTerms[node - counter.termCount])
            node = Int(counter.parents[node - counter.termCount])
        }
        found.append(Int32(node))
        return found.reversed()
    }

    /// The features with all their prefixes and terms.
    private static func closure(of features: [Bool], _ counter: NGramCounter) -> [Bool] {
        var needed = features
        for node in stride(from: counter.nodeCount - 1, through: counter.termCount, by: -1) where needed[node] {
            needed[Int(counter.parents[node - counter.termCount])] = true
            needed[Int(counter.lastTerms[node - counter.termCount])] = true
        }
        return needed
    }
}

/// Numbers nodes level by level.
private struct TrieBuilder {
    /// The number of each node of the counter in the trie.
    var nodes: [Int32]
    var trie = NGramTrie()

    mutating func addTerms(_ terms: [Int], dictionary: TermDictionary) {
        for (number, term) in terms.enumerated() {
            nodes[term] = Int32(number)
            dictionary.withBytes { bytes in
                for index in dictionary.range(of: term) { trie.termBytes.append(bytes[index]) }
            }
            trie.termEnds.append(Int32(trie.termBytes.count))
        }
    }

    mutating func addLevels(_ counter: NGramCounter, lengths: [UInt8], needed: [Bool]) {
        var levels = Array(repeating: [Int](), count: counter.maximumLength + 1)
        for node in counter.termCount..<counter.nodeCount where needed[node] { levels[Int(lengths[node])].append(node) }
        for level in levels where !level.isEmpty {
            var keys = level.map { node in
                let index = node - counter.termCount
                let parent = UInt64(nodes[Int(counter.parents[index])])
                return (key: parent << 32 | UInt64(nodes[Int(counter.lastTerms[index])]), node: node)
            }
            keys.sort { $0.key < $1.key }
            for (key, node) in keys {
                nodes[node] = Int32(trie.nodeCount)
                while trie.childStarts.count <= Int(key >> 32) { trie.childStarts.append(Int32(trie.lastTerms.count)) }
                trie.lastTerms.append(Int32(truncatingIfNeeded: key & 0xffff_ffff))
            }
        }
        if !trie.lastTerms.isEmpty { trie.childStarts.append(Int32(trie.lastTerms.count)) }
    }
}
