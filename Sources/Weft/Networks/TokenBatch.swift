import WeftLayers
import WeftTensors

/// A batch of token sequences in packed form, refilled for each batch: the ids in the order of the rows.
package struct TokenBatch: Sendable {
    package private(set) var sequences = PackedSequences()
    /// The token of each row.
    package private(set) var tokens: [Int32] = []
    private var lengths: [Int] = []

    package init() {}

    /// Packs `count` documents; `document(i)` gives the i-th one's tokens, of which the first `limit` are taken. A document
    /// without tokens becomes the one token `empty`.
    package mutating func refill(count: Int, limit: Int, empty: Int32, document: (Int) -> [Int32]) {
        lengths.removeAll(keepingCapacity: true)
        for index in 0..<count { lengths.append(max(1, min(limit, document(index).count))) }
        sequences.refill(lengths: lengths)
        tokens.removeAll(keepingCapacity: true)
        tokens.append(contentsOf: repeatElement(empty, count: sequences.tokens))
        for place in 0..<count {
            let source = document(sequences.order[place])
            for step in 0..<min(source.count, sequences.lengths[place]) {
                tokens[sequences.row(step: step, place: place)] = source[step]
            }
        }
    }

    /// Replaces each token by `substitute` with probability `share`.
    package mutating func replaceTokens(by substitute: Int32, share: Float, generator: inout Generator) {
        for row in tokens.indices where generator.uniform() < share { tokens[row] = substitute }
    }
}
