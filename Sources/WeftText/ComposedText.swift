/// The end of a text in composed form (NFC), and where each place of it stands in the original.
struct ComposedText {
    /// The composed text, UTF-8; broken sequences stay as they are.
    private(set) var bytes: [UInt8] = []
    /// The stretches that differ, ascending; what lies between them is the same in both.
    private var changes: [(composed: Range<Int>, original: Range<Int>)] = []
    /// Where the composed text begins in the original.
    private var start = 0
    private var normalization: LinearNormalization
    private let composition: Composition

    init(_ composition: Composition) {
        self.composition = composition
        normalization = LinearNormalization(composition.nfc, composes: true)
    }

    /// Composes a text from a boundary on.
    mutating func compose(_ text: UnsafeBufferPointer<UInt8>, from start: Int, _ table: CharacterTable) {
        bytes.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        self.start = start
        guard let base = text.baseAddress else { return }
        var index = start
        var copied = start
        while index < text.count {
            let piece = nextPiece(base, index, text.count, table)
            index = piece.end
            guard piece.isUnsettled else { continue }
            bytes.append(contentsOf: text[copied..<piece.start])
            composePiece(text, piece.start..<piece.end)
            copied = piece.end
        }
        bytes.append(contentsOf: text[copied...])
    }

    /// A character with those behind it that may change together with it.
    private func nextPiece(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ table: CharacterTable
    ) -> (start: Int, end: Int, isUnsettled: Bool) {
        func isUnsettled(_ scalar: UInt32) -> Bool {
            table.entry(scalar) & CharacterTable.unsettled != 0
        }
        let (first, length) = decodeScalar(base, start, count)
        var end = start + length
        if first == illFormed { return (start, end, false) }
        var isChanged = first >= 0x80 && isUnsettled(first)
        // No mark joins white space, and a token may begin behind it.
        if isChanged && Normalization.isSpace(first) { return (start, end, true) }
        while end < count, base[end] >= 0x80 {
            let (scalar, length) = decodeMultibyte(base, end, count)
            guard scalar != illFormed, isUnsettled(scalar), !composition.isBoundary(before: scalar) else { break }
            isChanged = true
            end += length
        }
        return (start, end, isChanged)
    }

    private mutating func composePiece(_ text: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>) {
        guard let base = text.baseAddress else { return }
        normalization.removeAll()
        var index = piece.lowerBound
        while index < piece.upperBound {
            let (scalar, length) = decodeScalar(base, index, piece.upperBound)
            normalization.append(scalar)
            index += length
        }
        normalization.finish()
        let first = bytes.count
        normalization.forEachScalar { appendUTF8($0, to: &bytes) }
        noteChange(text, piece, composed: first..<bytes.count)
    }

    /// Notes where a piece and its composed form differ, if they do.
    private mutating func noteChange(
        _ text: UnsafeBufferPointer<UInt8>, _ original: Range<Int>, composed: Range<Int>
    ) {
        func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
        let shorter = min(original.count, composed.count)
        var front = 0
        while front < shorter, text[original.lowerBound + front] == bytes[composed.lowerBound + front] { front += 1 }
        if front == original.count && front == composed.count { return }
        while front > 0,
            front == shorter || isContinuation(text[original.lowerBound + front])
                || isContinuation(bytes[composed.lowerBound + front])
        { front -= 1 }
        var back = 0
        while back < shorter - front - 1,
            text[original.upperBound - back - 1] == bytes[composed.upperBound - back - 1]
        { back += 1 }
        while back > 0, isContinuation(text[original.upperBound - back]) { back -= 1 }
        changes.append(
            (
                composed: composed.lowerBound + front..<composed.upperBound - back,
                original: original.lowerBound + front..<original.upperBound - back
            ))
    }

    /// Where a range of the composed text comes from; a stretch that was changed is taken whole. Complexity: O(log n).
    func original(of range: Range<Int>) -> Range<Int> {
        let lower = changes.partitioned { $0.composed.upperBound <= range.lowerBound }
        let upper = changes.partitioned { $0.composed.upperBound < range.upperBound }
        let isLowerInside = lower < changes.count && changes[lower].composed.lowerBound <= range.lowerBound
        let isUpperInside = upper < changes.count && changes[upper].composed.lowerBound < range.upperBound
        let start = isLowerInside ? changes[lower].original.lowerBound : range.lowerBound + shift(behind: lower)
        let end = isUpperInside ? changes[upper].original.upperBound : range.upperBound + shift(behind: upper)
        return start..<end
    }

    /// How far apart the same place is in both texts, behind so many changes.
    private func shift(behind count: Int) -> Int {
        count == 0 ? start : changes[count - 1].original.upperBound - changes[count - 1].composed.upperBound
    }
}
