/// What a tokenizer must know of a character or a segment, as bits that are joined with "or" over a segment.
struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    /// A letter, mark, number or pictograph: what words are made of.
    static let word = Traits(rawValue: 1)
    /// Punctuation or another symbol.
    static let punctuation = Traits(rawValue: 2)
    /// ASCII that the normaliser changes byte by byte.
    static let asciiChange = Traits(rawValue: 4)
    /// The normaliser may change it in a way that only ICU knows.
    static let change = Traits(rawValue: 8)
    /// A dictionary divides runs of it.
    static let dictionary = Traits(rawValue: 16)
    /// White space, or what the normaliser makes white space of.
    static let space = Traits(rawValue: 32)
    /// Text that holds it may not be in composed form: see `Composition`.
    static let unsettled = Traits(rawValue: 64)

    // Not written as lists, which may be built anew for each token.
    /// What makes a segment a token.
    static let visible = Traits(rawValue: word.rawValue | punctuation.rawValue)
    /// What makes a token differ from its segment.
    static let altered = Traits(rawValue: asciiChange.rawValue | change.rawValue | space.rawValue)
}

/// Category and traits of every code point, made in blocks of 256 when first met.
///
/// A text meets a handful of blocks, so nothing is paid for the others. Belongs to one thread.
final class CharacterTable {
    private static let blockCount = 0x1100
    private let rules: BreakRules?
    private let traits: @Sendable (UInt32) -> Traits
    /// Offset of a block's 256 entries; 0 is the empty block: not made yet.
    private var offsets: UnsafeMutablePointer<UInt32>
    private var entries: UnsafeMutablePointer<UInt16>
    private var used = 256
    private var capacity = 256 * 8
    /// The bit of an entry that stands for `Traits.unsettled`.
    static let unsettled = UInt16(Traits.unsettled.rawValue) << 8
    /// For each first byte of a character whether one with it may be unsettled, [256].
    private let leads: UnsafeMutablePointer<Lead>
    private enum Lead: UInt8 { case unknown, settled, mixed }
    /// Traits of ASCII bytes, [128].
    let ascii: UnsafeMutablePointer<UInt8>
    /// Traits of lower case ASCII letters, and of both cases, joined.
    let lowerTraits: UInt8
    let letterTraits: UInt8

    /// - Parameters:
    ///   - rules: Where categories come from; without them all categories are 0.
    ///   - traits: The traits of a code point (`illFormed` included), asked once a code point.
    init(rules: BreakRules?, traits: @escaping @Sendable (UInt32) -> Traits) {
        self.rules = rules
        self.traits = traits
        offsets = .allocate(capacity: CharacterTable.blockCount)
        offsets.initialize(repeating: 0, count: CharacterTable.blockCount)
        entries = .allocate(capacity: capacity)
        entries.initialize(repeating: 0, count: capacity)
        leads = .allocate(capacity: 256)
        leads.initialize(repeating: .mixed, count: 256)
        for byte in 0..<0x80 { leads[byte] = .settled }
        for byte in 0xC2..<0xE0 { leads[byte] = .unknown }
        ascii = .allocate(capacity: 128)
        var lower: UInt8 = 0
        var upper: UInt8 = 0
        for byte in 0..<128 {
            ascii[byte] = traits(UInt32(byte)).rawValue
            if (0x61...0x7A).contains(byte) { lower |= ascii[byte] }
            if (0x41...0x5A).contains(byte) { upper |= ascii[byte] }
        }
        lowerTraits = lower
        letterTraits = lower | upper
    }

    deinit {
        offsets.deallocate()
        entries.deallocate()
        leads.deallocate()
        ascii.deallocate()
    }

    /// Whether a character that starts with a byte may be unsettled. It says yes of all that take three bytes.
    @inline(__always)
    func mayBeUnsettled(lead: UInt8) -> Bool {
        let known = leads[Int(lead)]
        return known == .unknown ? settle(lead: lead) : known == .mixed
    }

    @inline(never)
    private func settle(lead: UInt8) -> Bool {
        let first = UInt32(lead & 0x1F) << 6
        let isMixed = (first..<first + 64).contains { entry($0) & CharacterTable.unsettled != 0 }
        leads[Int(lead)] = isMixed ? .mixed : .settled
        return isMixed
    }

    /// Category (low byte) and traits (high byte) of a code point or of `illFormed`.
    @inline(__always)
    func entry(_ scalar: UInt32) -> UInt16 {
        if scalar == illFormed { return brokenEntry }
        let offset = offsets[Int(scalar >> 8)]
        if offset == 0 { return makeBlock(scalar) }
        return entries[Int(offset) + Int(scalar & 0xFF)]
    }

    /// U+FFFD as far as the rules go, but marked as broken.
    private var brokenEntry: UInt16 {
        (entry(0xFFFD) & 0xFF) | UInt16(traits(illFormed).rawValue) << 8
    }

    @inline(never)
    private func makeBlock(_ scalar: UInt32) -> UInt16 {
        if used == capacity {
            let larger = UnsafeMutablePointer<UInt16>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: entries, count: capacity)
            (larger + capacity).initialize(repeating: 0, count: capacity)
            entries.deallocate()
            entries = larger
            capacity *= 2
        }
        let first = scalar & ~0xFF
        for index in 0..<256 {
            let member = first + UInt32(index)
            let category = UInt16(rules?.machine.category(of: member) ?? 0)
            entries[used + index] = category | UInt16(traits(member).rawValue) << 8
        }
        offsets[Int(scalar >> 8)] = UInt32(used)
        used += 256
        return entries[Int(offsets[Int(scalar >> 8)]) + Int(scalar & 0xFF)]
    }
}
