/// A normalised text and, for each piece of it, the UTF-8 range of the original that it comes from.
public struct NormalizedText: Sendable, Equatable {
    /// The normalised text.
    public let text: String
    /// The number of broken UTF-8 sequences that became U+FFFD.
    public let repaired: Int
    /// Where each piece ends in the normalised UTF-8 and in the original, ascending.
    private let ends: [(normalized: Int, original: Int)]

    /// The UTF-8 range of the original that the given UTF-8 range of the normalised text comes from.
    ///
    /// Whole pieces are given: a piece is the smallest stretch that normalisation treats alone, most often a character
    /// with its marks. An empty range gives the empty range behind the pieces before it. Complexity: O(log n).
    public func originalRange(of range: Range<Int>) -> Range<Int> {
        let lower = pieces(before: range.lowerBound, including: false)
        let start = lower == 0 ? 0 : ends[lower - 1].original
        if range.isEmpty { return start..<start }
        let upper = pieces(before: range.upperBound, including: true)
        return start..<(upper == 0 ? 0 : ends[upper - 1].original)
    }

    /// How many pieces end at or before a normalised offset; with `including`, the piece around it counts too.
    private func pieces(before offset: Int, including: Bool) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if including ? ends[middle].normalized < offset : ends[middle].normalized <= offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return including ? min(low + 1, ends.count) : low
    }

    /// Whether texts and alignments are the same.
    public static func == (left: NormalizedText, right: NormalizedText) -> Bool {
        left.text == right.text && left.repaired == right.repaired
            && left.ends.elementsEqual(right.ends) { $0 == $1 }
    }

    /// Collects pieces.
    struct Builder {
        var repaired = 0
        private var bytes: [UInt8] = []
        private var ends: [(normalized: Int, original: Int)] = []

        mutating func append(_ piece: [UInt8], from original: Range<Int>) {
            bytes.append(contentsOf: piece)
            ends.append((bytes.count, original.upperBound))
        }

        func finish() -> NormalizedText {
            NormalizedText(text: String(decoding: bytes, as: UTF8.self), repaired: repaired, ends: ends)
        }
    }
}
