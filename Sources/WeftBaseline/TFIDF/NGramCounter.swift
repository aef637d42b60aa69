/// Counts the n-grams of a corpus exactly: an n-gram is the pair (n-gram without its last term, last term), so equal
/// numbers mean equal n-grams, and no string is joined.
///
/// Nodes `0..<termCount` are the corpus's terms; longer n-grams are numbered as they appear.
struct NGramCounter {
    let termCount: Int
    let maximumLength: Int
    /// (parent, last term) of each node after the terms.
    private(set) var parents: [Int32] = []
    private(set) var lastTerms: [Int32] = []
    /// How often each node occurs in all documents, and in how many.
    private(set) var counts: [Int]
    private(set) var documentCounts: [Int32]
    /// The nodes of each document with their counts there, in order of first appearance.
    private(set) var rowStarts: [Int] = [0]
    private(set) var rowNodes: [Int32] = []
    private(set) var rowCounts: [Int32] = []

    /// Where a node stands in `rowNodes`, if at or after the start of the current row.
    private var entries: [Int]
    /// Open addressing over nodes after the terms; −1 is free.
    private var slots: [Int32] = Array(repeating: -1, count: 1024)

    init(termCount: Int, maximumLength: Int) {
        self.termCount = termCount
        self.maximumLength = maximumLength
        counts = Array(repeating: 0, count: termCount)
        documentCounts = Array(repeating: 0, count: termCount)
        entries = Array(repeating: -1, count: termCount)
    }

    var nodeCount: Int { counts.count }

    mutating func count(document tokens: ArraySlice<Int32>) {
        for first in tokens.indices {
            var node = tokens[first]
            record(node)
            let end = min(tokens.endIndex, first + maximumLength)
            for position in (first + 1)..<max(first + 1, end) {
                node = child(of: node, term: tokens[position])
                record(node)
            }
        }
        rowStarts.append(rowNodes.count)
    }

    private mutating func record(_ node: Int32) {
        let index = Int(node)
        counts[index] += 1
        if entries[index] >= rowStarts[rowStarts.count - 1] {
            rowCounts[entries[index]] += 1
        } else {
            entries[index] = rowNodes.count
            documentCounts[index] += 1
            rowNodes.append(node)
            rowCounts.append(1)
        }
    }

    private mutating func child(of parent: Int32, term: Int32) -> Int32 {
        let mask = slots.count - 1
        var slot = Self.hash(parent, term) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if parents[index] == parent && lastTerms[index] == term { return Int32(termCount + index) }
            slot = (slot + 1) & mask
        }
        let index = parents.count
        slots[slot] = Int32(index)
        parents.append(parent)
        lastTerms.append(term)
        counts.append(0)
        documentCounts.append(0)
        entries.append(-1)
        if parents.count * 2 > slots.count { grow() }
        return Int32(termCount + index)
    }

    private mutating func grow() {
        var larger = [Int32](repeating: -1, count: slots.count * 2)
        let mask = larger.count - 1
        for index in parents.indices {
            var slot = Self.hash(parents[index], lastTerms[index]) & mask
            while larger[slot] >= 0 { slot = (slot + 1) & mask }
            larger[slot] = Int32(index)
        }
        slots = larger
    }

    @inline(__always)
    private static func hash(_ parent: Int32, _ term: Int32) -> Int {
        let key = UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: term))
        return Int(truncatingIfNeeded: TermDictionary.mixed(key))
    }

    /// The length of each node; parents are always numbered before their children.
    func lengths() -> [UInt8] {
        var lengths = [UInt8](repeating: 1, count: nodeCount)
        for index in parents.indices { lengths[termCount + index] = lengths[Int(parents[index])] + 1 }
        return lengths
    }
}
