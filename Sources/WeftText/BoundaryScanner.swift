/// Finds the boundaries of one text after the other, and the traits of each segment on the way.
///
/// Holds what ICU and the tables need for one thread; `Segmenter` and `Tokenizer` keep a pool of them.
final class BoundaryScanner {
    /// Kept alive for `machine`.
    private let rules: BreakRules?
    private let machine: BreakRules.Machine?
    let table: CharacterTable
    private let dictionary: DictionaryDivider
    /// Nil where it does not matter how text is composed: no code point is then marked as unsettled.
    private let composition: CompositionCheck?
    private var cuts: [Int] = []

    /// - Parameter composition: What tells whether a text is composed, nil if that does not matter.
    init(
        unit: Segmenter.Unit, locale: String, rules: BreakRules?, composition: Composition? = nil,
        traits: @escaping @Sendable (UInt32) -> Traits
    ) throws(TextError) {
        self.rules = rules
        self.composition = composition.map { CompositionCheck($0) }
        machine = rules?.machine
        table = CharacterTable(rules: rules) { scalar in
            guard let rules, rules.machine.isDictionary(scalar == illFormed ? 0xFFFD : scalar) else {
                return traits(scalar)
            }
            return traits(scalar).union(.dictionary)
        }
        dictionary = DictionaryDivider(unit: unit, locale: locale, rules: rules)
        if rules == nil { try dictionary.open() }
    }

    /// Calls `body` with start, end and traits of every segment, in order; together they cover the text.
    ///
    /// Where composed form matters it ends before the first segment that composing may change, or that a changed
    /// character behind it may change: up to there, the text and its composed form are the same and are cut alike.
    /// - Parameter isComposed: Whether the text is known to be composed.
    /// - Returns: Where it ended.
    @discardableResult
    @inline(__always)
    func forEachSegment<E: Error>(
        in text: UnsafeBufferPointer<UInt8>, isComposed: Bool = false, _ body: (Int, Int, Traits) throws(E) -> Void
    ) throws(E) -> Int {
        guard let bytes = text.baseAddress else { return 0 }
        composition?.begin()
        // Held here for the while, so that no access to it is checked at run time.
        var cuts: [Int] = []
        swap(&cuts, &self.cuts)
        defer { swap(&cuts, &self.cuts) }
        guard let machine else {
            if !isComposed && !isComposedFrom(0, bytes, text.count, marksAlone: false) { return 0 }
            cuts.removeAll(keepingCapacity: true)
            dictionary.divideByICU(text, 0, text.count, into: &cuts)
            try emitParts(of: text, 0, text.count, cuts, body)
            return text.count
        }
        var start = 0
        while start < text.count {
            guard let (end, traits) = segmentEnd(bytes, start, text.count, machine, isComposed) else { return start }
            if traits.contains(.dictionary) {
                cuts.removeAll(keepingCapacity: true)
                dictionary.divide(text, start, end, into: &cuts)
                try emitParts(of: text, start, end, cuts, body)
            } else {
                try body(start, end, traits)
            }
            start = end
        }
        return text.count
    }

    /// Whether the text from a place on is composed, or the marks alone that stand there.
    @inline(never)
    private func isComposedFrom(
        _ start: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int, marksAlone: Bool
    ) -> Bool {
        guard let composition else { return true }
        var index = start
        while index < count {
            let (scalar, length) = decodeScalar(bytes, index, count)
            if table.entry(scalar) & CharacterTable.unsettled != 0 {
                if !composition.accepts(scalar, bytes, index, index + length) { return false }
            } else if marksAlone {
                return true
            }
            index += length
        }
        return true
    }

    /// The segment that starts at `start`: one run of the state machine, from its start state until it stops.
    ///
    /// - Returns: Its end and traits; nil if they may depend on a character that composing changes, of those read or of
    ///   the marks behind, which may change the last one.
    @inline(__always)
    private func segmentEnd(
        _ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ rules: BreakRules.Machine,
        _ isComposed: Bool
    ) -> (end: Int, traits: Traits)? {
        let asciiNext = rules.asciiNext
        let next = rules.next
        let shift = Int(rules.categoryShift)
        let firstAccepting = rules.firstAccepting
        let asciiTraits = table.ascii
        var state = Int(rules.startState)
        var position = start
        var seen: UInt8 = 0
        var end = start
        var endTraits: UInt8 = 0
        if rules.letterState != BreakRules.stop {
            let run = asciiLetters(bytes, start, count)
            if run.length > 0 {
                state = Int(rules.letterState)
                position = start + run.length
                end = position
                seen = run.hasUpper ? table.letterTraits : table.lowerTraits
                endTraits = seen
            }
        }
        while position < count {
            let byte = bytes[position]
            if byte < 0x80 {
                state = Int(asciiNext[state << 7 | Int(byte)])
                seen |= asciiTraits[Int(byte)]
                position += 1
            } else {
                let (scalar, length) = decodeMultibyte(bytes, position, count)
                let entry = table.entry(scalar)
                state = Int(next[state << shift | Int(entry & 0xFF)])
                seen |= UInt8(entry >> 8)
                if !isComposed, entry & CharacterTable.unsettled != 0, let composition,
                    !composition.accepts(scalar, bytes, position, position + length)
                {
                    return nil
                }
                position += length
            }
            if state >= Int(firstAccepting) {
                end = position
                endTraits = seen
            }
            if state == Int(BreakRules.stop) { break }
        }
        if position == count && state != Int(BreakRules.stop) {
            state = Int(next[state << shift | BreakRules.endCategory])
            if state >= Int(firstAccepting) {
                end = position
                endTraits = seen
            }
        }
        if !isComposed, position < count, table.mayBeUnsettled(lead: bytes[position]),
            table.entry(decodeMultibyte(bytes, position, count).scalar) & CharacterTable.unsettled != 0,
            !isComposedFrom(position, bytes, count, marksAlone: true)
        {
            return nil
        }
        if end > start { return (end, Traits(rawValue: endTraits)) }
        let length = decodeScalar(bytes, start, count).length  // no rule matched: ICU then takes one character
        return (start + length, traits(bytes, start, start + length, count))
    }

    /// Calls `body` for the parts of [start, end) between the cuts found.
    private func emitParts<E: Error>(
        of text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ cuts: [Int],
        _ body: (Int, Int, Traits) throws(E) -> Void
    ) throws(E) {
        guard let bytes = text.baseAddress else { return }
        var partStart = start
        for cut in cuts where cut < end {
            try body(partStart, cut, traits(bytes, partStart, cut, text.count))
            partStart = cut
        }
        if partStart < end { try body(partStart, end, traits(bytes, partStart, end, text.count)) }
    }

    /// The traits of a stretch of text, joined.
    func traits(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ count: Int) -> Traits {
        var joined: UInt8 = 0
        var index = start
        while index < end {
            if bytes[index] < 0x80 {
                joined |= table.ascii[Int(bytes[index])]
                index += 1
            } else {
                let (scalar, length) = decodeMultibyte(bytes, index, count)
                joined |= UInt8(table.entry(scalar) >> 8)
                index += length
            }
        }
        return Traits(rawValue: joined)
    }
}

/// How many ASCII letters stand at `start`, and whether any is upper case; eight at a time.
@inline(__always)
private func asciiLetters(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int
) -> (length: Int, hasUpper: Bool) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var position = start
    var hasUpper = false
    while position + 8 <= count {
        let word = UInt64(littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self))
        // In each byte: bit 7 is set by adding what lifts "a" to 0x80, and again past "z"; nothing carries over.
        let lower = (word & (ones &* 0x7F)) | (ones &* 0x20)
        let letters = (lower &+ ones &* 0x1F) & ~(lower &+ ones &* 0x05) & ~word & (ones &* 0x80)
        let others = letters ^ (ones &* 0x80)
        let upper = letters & ~(word << 2)
        if others == 0 {
            hasUpper = hasUpper || upper != 0
            position += 8
        } else {
            let before = (others & (~others &+ 1)) &- 1
            hasUpper = hasUpper || upper & before != 0
            return (position - start + (others.trailingZeroBitCount >> 3), hasUpper)
        }
    }
    while position < count, (bytes[position] | 0x20) &- 0x61 < 26 {
        hasUpper = hasUpper || bytes[position] & 0x20 == 0
        position += 1
    }
    return (position - start, hasUpper)
}
