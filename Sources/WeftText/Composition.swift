internal import CICUShims

/// Composed form (NFC), character by character.
struct Composition: @unchecked Sendable {  // ICU's normalisers are immutable and live as long as the process
    let nfc: OpaquePointer

    /// Whether a code point may be changed by composing a text, or change one before it.
    ///
    /// A text without any is composed, and so is its part before the character in front of the first one.
    static func isUnsettled(_ scalar: UInt32) -> Bool {
        weft_icu_passes_quick_check(scalar, 0) == 0 || weft_icu_combining_class(scalar) != 0
    }

    /// Whether a code point starts anew: nothing before it can change with it.
    func isBoundary(before scalar: UInt32) -> Bool { weft_icu_boundary_before(nfc, scalar) != 0 }

    /// Whether a code point is composed itself, so that it may come apart for another mark, or joins the one behind it.
    func mayTake(_ mark: UInt32, behind starter: UInt32) -> Bool {
        if weft_icu_compose(nfc, starter, mark) >= 0 { return true }
        if starter < 0x80 { return false }
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Int(weft_icu_longest_decomposition)) { parts in
            let count = weft_icu_decompose(nfc, starter, parts.baseAddress)
            return count > 1 || parts[0] != starter
        }
    }
}

/// Looks whether text is composed, in one pass over it. Belongs to one thread.
final class CompositionCheck {
    private let composition: Composition
    /// What is known of code points below `tableSize`, [tableSize]: each is asked for once, and the room is taken then.
    private var known: UnsafeMutablePointer<UInt16>?
    private static let tableSize = 0x3100  // Hiragana and all before it
    private static let asked: UInt16 = 1 << 8
    private static let mayCompose: UInt16 = 1 << 9
    private static let changes: UInt16 = 1 << 10

    init(_ composition: Composition) {
        self.composition = composition
    }

    deinit { known?.deallocate() }

    /// Whether all text from `start` on is composed. It says no in a few cases where the text is.
    func holds(_ bytes: UnsafePointer<UInt8>, from start: Int, count: Int, _ table: CharacterTable) -> Bool {
        let known = openTable()
        var starter: UInt32?
        var lastClass: UInt16 = 0
        var index = start
        while index < count {
            let byte = bytes[index]
            if byte < 0x80 {
                starter = UInt32(byte)
                lastClass = 0
                index += 1
                continue
            }
            let (scalar, length) = decodeMultibyte(bytes, index, count)
            index += length
            var facts = CompositionCheck.asked
            if scalar < CompositionCheck.tableSize {
                facts = known[Int(scalar)]
                if facts == 0 {
                    facts = CompositionCheck.ask(scalar)
                    known[Int(scalar)] = facts
                }
            } else if table.entry(scalar) >> 8 & UInt16(Traits.unsettled.rawValue) != 0 {
                facts = CompositionCheck.ask(scalar)
            }
            if facts == CompositionCheck.asked {
                starter = scalar == illFormed ? nil : scalar
                lastClass = 0
                continue
            }
            let combiningClass = facts & 0xFF
            if facts & CompositionCheck.changes != 0 || combiningClass != 0 && combiningClass < lastClass {
                return false
            }
            if facts & CompositionCheck.mayCompose != 0, let starter,
                composition.mayTake(scalar, behind: starter)
            {
                return false
            }
            lastClass = combiningClass
            if combiningClass == 0 { starter = scalar }
        }
        return true
    }

    private func openTable() -> UnsafeMutablePointer<UInt16> {
        if let known { return known }
        let opened = UnsafeMutablePointer<UInt16>.allocate(capacity: CompositionCheck.tableSize)
        opened.initialize(repeating: 0, count: CompositionCheck.tableSize)
        known = opened
        return opened
    }

    private static func ask(_ scalar: UInt32) -> UInt16 {
        var facts = asked | UInt16(weft_icu_combining_class(scalar))
        if weft_icu_passes_quick_check(scalar, 0) == 0 {
            facts |= weft_icu_may_compose_back(scalar) != 0 ? mayCompose : changes
        }
        return facts
    }
}
