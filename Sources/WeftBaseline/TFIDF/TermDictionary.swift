/// Gives each distinct byte string a number, in order of first appearance.
///
/// All strings lie in one block of bytes and the table holds numbers alone, so that neither a lookup nor an
/// insertion makes a `String`. The hash is fixed: equal input gives equal numbers on every run.
struct TermDictionary: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Open addressing; −1 is free. The size is a power of two, at most half full.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { ends.count }

    var byteCount: Int { bytes.count }

    /// The range of a term in the block of bytes.
    func range(of term: Int) -> Range<Int> {
        (term == 0 ? 0 : ends[term - 1])..<ends[term]
    }

    /// Calls `body` with the bytes of all terms; `range(of:)` cuts them.
    func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(bytes.span)
    }

    /// Returns the number of a string, a new one if it is new.
    ///
    /// - Complexity: O(length), amortised.
    mutating func intern(_ token: Span<UInt8>) -> Int32 {
        var slot = Int(truncatingIfNeeded: Self.hash(token)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if matches(Int(slots[slot]), token) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let term = Int32(ends.count)
        for index in token.indices { bytes.append(token[index]) }
        ends.append(bytes.count)
        slots[slot] = term
        if ends.count * 2 > slots.count { slots = grown() }
        return term
    }

    private func matches(_ term: Int, _ token: Span<UInt8>) -> Bool {
        let range = range(of: term)
        guard range.count == token.count else { return false }
        for index in token.indices where bytes[range.lowerBound + index] != token[index] { return false }
        return true
    }

    /// The table at twice its size.
    private func grown() -> [Int32] {
        var larger = [Int32](repeating: -1, count: slots.count * 2)
        let mask = larger.count - 1
        let all = bytes.span
        for term in 0..<ends.count {
            var slot = Int(truncatingIfNeeded: Self.hash(all.extracting(range(of: term)))) & mask
            while larger[slot] >= 0 { slot = (slot + 1) & mask }
            larger[slot] = Int32(term)
        }
        return larger
    }

    /// FNV-1a with a final mix, because its low bits alone are weak for short strings.
    private static func hash(_ token: Span<UInt8>) -> UInt64 {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in token.indices { state = (state ^ UInt64(token[index])) &* 0x0000_0100_0000_01b3 }
        return mixed(state)
    }

    /// Spreads every bit of a key over all bits of the result (the finisher of MurmurHash3).
    @inline(__always)
    static func mixed(_ key: UInt64) -> UInt64 {
        var state = (key ^ (key >> 33)) &* 0xff51_afd7_ed55_8ccd
        state = (state ^ (state >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return state ^ (state >> 33)
    }
}
