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

/// Looks whether a text is composed, going from one unsettled code point to the next. Belongs to one thread.
final class CompositionCheck {
    private struct State {
        /// The end of the last unsettled code point that was looked at, its combining class, the starter before it.
        var checked = 0
        var lastClass: UInt16 = 0
        var starter: UInt32?
        /// What is known of code points below `tableSize`, [tableSize]: each is asked for once, room is taken then.
        var known: UnsafeMutablePointer<UInt16>?
    }

    private let composition: Composition
    /// Behind a pointer, so that no access to it is checked at run time.
    private let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    private static let tableSize = 0x3100  // Hiragana and all before it
    private static let asked: UInt16 = 1 << 8
    private static let mayCompose: UInt16 = 1 << 9
    private static let changes: UInt16 = 1 << 10

    init(_ composition: Composition) {
        self.composition = composition
        state.initialize(to: State())
    }

    deinit {
        state.pointee.known?.deallocate()
        state.deallocate()
    }

    /// Starts a text.
    func begin() {
        state.pointee.checked = 0
        state.pointee.lastClass = 0
        state.pointee.starter = nil
    }

    /// Whether the text up to the end of an unsettled code point is composed, if it is up to its start. It says no in a
    /// few cases where the text is. Unsettled code points come in order; one that came before is passed.
    @inline(never)
    func accepts(_ scalar: UInt32, _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        if start < state.pointee.checked { return true }
        if start > state.pointee.checked {
            state.pointee.starter = scalarBefore(bytes, start)
            state.pointee.lastClass = 0
        }
        state.pointee.checked = end
        let facts = facts(of: scalar), combiningClass = facts & 0xFF
        if facts & CompositionCheck.changes != 0 || combiningClass != 0 && combiningClass < state.pointee.lastClass {
            return false
        }
        if facts & CompositionCheck.mayCompose != 0, let starter = state.pointee.starter,
            composition.mayTake(scalar, behind: starter)
        {
            return false
        }
        state.pointee.lastClass = combiningClass
        if combiningClass == 0 { state.pointee.starter = scalar }
        return true
    }

    /// The code point that ends before `index`, nil for a broken sequence.
    private func scalarBefore(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt32? {
        var start = index - 1
        while start > 0, start > index - 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        let (scalar, length) = decodeScalar(bytes, start, index)
        return scalar == illFormed || start + length != index ? nil : scalar
    }

    private func facts(of scalar: UInt32) -> UInt16 {
        guard scalar < CompositionCheck.tableSize else { return CompositionCheck.ask(scalar) }
        let known = openTable()
        if known[Int(scalar)] == 0 { known[Int(scalar)] = CompositionCheck.ask(scalar) }
        return known[Int(scalar)]
    }

    private func openTable() -> UnsafeMutablePointer<UInt16> {
        if let known = state.pointee.known { return known }
        let opened = UnsafeMutablePointer<UInt16>.allocate(capacity: CompositionCheck.tableSize)
        opened.initialize(repeating: 0, count: CompositionCheck.tableSize)
        state.pointee.known = opened
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
