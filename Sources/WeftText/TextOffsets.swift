/// Translates UTF-8 ranges of one text into ranges of other units.
///
/// Made once a text in one pass; each translation is then a search. Complexity: O(log n) a range.
public struct TextOffsets: Sendable {
    /// Ends of the characters that are not one UTF-8 byte and one UTF-16 unit each: UTF-8 end, UTF-16 end.
    private var units: [(utf8: Int, utf16: Int)] = []
    /// UTF-8 ends of grapheme clusters.
    private var clusterEnds: [Int] = []

    /// Creates the translation for a text.
    ///
    /// - Parameter segmenter: One whose unit is `.character`.
    public init(of text: String, segmenter: Segmenter) {
        var text = text
        self = text.withUTF8 { TextOffsets(ofUTF8: $0.span, segmenter: segmenter) }
    }

    /// Creates the translation for UTF-8 bytes; each maximal broken subpart counts as one U+FFFD.
    ///
    /// - Parameter segmenter: One whose unit is `.character`.
    public init(ofUTF8 text: Span<UInt8>, segmenter: Segmenter) {
        precondition(segmenter.unit == .character, "expected a segmenter of characters, found \(segmenter.unit)")
        var ends: [Int] = []
        segmenter.forEachSegment(inUTF8: text) { ends.append($0.upperBound) }
        clusterEnds = ends
        text.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            var index = 0
            var utf16 = 0
            while index < bytes.count {
                let (scalar, length) = decodeScalar(base, index, bytes.count)
                index += length
                utf16 += scalar >= 0x10000 && scalar != illFormed ? 2 : 1
                if length > 1 { units.append((index, utf16)) }
            }
        }
    }

    /// The UTF-16 range of a UTF-8 range whose ends lie between characters, as those of tokens do.
    public func utf16(_ range: Range<Int>) -> Range<Int> {
        utf16(range.lowerBound)..<utf16(range.upperBound)
    }

    /// The range in grapheme clusters that a UTF-8 range touches; an empty range gives the clusters before it.
    public func clusters(_ range: Range<Int>) -> Range<Int> {
        let start = clusterEnds.partitioned { $0 <= range.lowerBound }
        if range.isEmpty { return start..<start }
        return start..<min(clusterEnds.partitioned { $0 < range.upperBound } + 1, clusterEnds.count)
    }

    private func utf16(_ offset: Int) -> Int {
        let before = units.partitioned { $0.utf8 <= offset }
        let known = before == 0 ? (utf8: 0, utf16: 0) : units[before - 1]
        let next = before < units.count ? units[before] : nil
        // ASCII lies between two known characters, one unit a byte, up to the start of the next.
        let straight = known.utf16 + offset - known.utf8
        guard let next else { return straight }
        return min(straight, next.utf16)
    }
}

extension Array {
    /// The number of leading elements that satisfy a condition which, once false, stays false.
    func partitioned(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
