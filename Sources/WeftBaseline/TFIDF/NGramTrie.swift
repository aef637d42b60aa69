/// The n-grams a vectorizer knows, as a trie over sorted arrays.
///
/// A node is an n-gram: nodes `0..<termCount` are single terms in order of their bytes, then come the bigrams, the
/// trigrams and so on, each level in order of (parent node, last term). So the children of a node are neighbours, a
/// child is found by binary search, no string longer than a term is stored, and a stored trie is ready when its arrays
/// are read: no table is built.
struct NGramTrie: Sendable, Equatable {
    /// The bytes of all terms, in ascending order of terms.
    var termBytes: [UInt8] = []
    /// Where each term ends in `termBytes`; [terms].
    var termEnds: [Int32] = []
    /// The children of node `i` are `termCount + childStarts[i]..<termCount + childStarts[i + 1]`; [inner nodes + 1].
    var childStarts: [Int32] = [0]
    /// The last term of each node after the terms; [nodes − terms].
    var lastTerms: [Int32] = []

    var termCount: Int { termEnds.count }

    var nodeCount: Int { termEnds.count + lastTerms.count }

    func range(of term: Int) -> Range<Int> {
        (term == 0 ? 0 : Int(termEnds[term - 1]))..<Int(termEnds[term])
    }

    /// Finds a term by its bytes.
    ///
    /// - Complexity: O(log terms) comparisons.
    func term(_ token: Span<UInt8>) -> Int32? {
        let bytes = termBytes.span
        var low = 0
        var high = termCount
        while low < high {
            let middle = (low + high) / 2
            let order = Self.compare(bytes.extracting(range(of: middle)), token)
            if order == 0 { return Int32(middle) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Finds the n-gram that follows `node` with one more term.
    ///
    /// - Complexity: O(log children).
    @inline(__always)
    func child(of node: Int, term: Int32) -> Int? {
        guard node + 1 < childStarts.count else { return nil }
        var low = Int(childStarts[node])
        var high = Int(childStarts[node + 1])
        while low < high {
            let middle = (low + high) / 2
            let found = lastTerms[middle]
            if found == term { return termCount + middle }
            if found < term { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Compares two byte strings: negative, 0 or positive. For UTF-8 this is the order of code points.
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let shared = min(left.count, right.count)
        var index = 0
        while index < shared {
            let difference = Int(left[index]) - Int(right[index])
            if difference != 0 { return difference }
            index += 1
        }
        return left.count - right.count
    }
}

extension NGramTrie {
    /// The parent of each node after the terms.
    func parents() -> [Int32] {
        var parents = [Int32](repeating: 0, count: lastTerms.count)
        for node in 0..<(childStarts.count - 1) {
            for child in Int(childStarts[node])..<Int(childStarts[node + 1]) { parents[child] = Int32(node) }
        }
        return parents
    }

    /// The terms of a node, first to last.
    func terms(of node: Int, parents: [Int32]) -> [Int32] {
        var found: [Int32] = []
        var node = node
        while node >= termCount {
            found.append(lastTerms[node - termCount])
            node = Int(parents[node - termCount])
        }
        found.append(Int32(node))
        return found.reversed()
    }

    /// Checks that arrays from a file make a trie on which every lookup ends inside the arrays.
    func validate() throws(BaselineError) {
        var previous: Int32 = 0
        for end in termEnds {
            guard end > previous else {
                throw .damaged(part: "term ends", expected: "more than \(previous)", found: "\(end)")
            }
            previous = end
        }
        guard Int(previous) == termBytes.count else {
            throw .damaged(part: "term bytes", expected: "\(previous) bytes", found: "\(termBytes.count)")
        }
        guard !childStarts.isEmpty, childStarts[0] == 0, childStarts.count <= nodeCount + 1,
            Int(childStarts[childStarts.count - 1]) == lastTerms.count
        else {
            throw .damaged(
                part: "child starts", expected: "0 to \(lastTerms.count)",
                found: "\(childStarts.first ?? -1) to \(childStarts.last ?? -1)")
        }
        for node in 1..<max(1, childStarts.count) where childStarts[node] < childStarts[node - 1] {
            throw .damaged(
                part: "child starts", expected: "at least \(childStarts[node - 1])", found: "\(childStarts[node])")
        }
        for node in 0..<(childStarts.count - 1) where childStarts[node + 1] > childStarts[node] {
            guard termCount + Int(childStarts[node]) > node else {
                throw .damaged(part: "child starts", expected: "children after node \(node)", found: "a cycle")
            }
        }
        for term in lastTerms where term < 0 || Int(term) >= termCount {
            throw .damaged(part: "last terms", expected: "0..<\(termCount)", found: "\(term)")
        }
    }
}
