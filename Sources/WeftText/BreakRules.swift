internal import CICUShims

/// ICU's compiled break rules as a machine that runs over UTF-8 in one load a byte.
///
/// ICU compiles the rules of a locale into a state table and a trie from code points to character categories, and
/// hands both out in a versioned binary form. Running that same table here gives ICU's boundaries by construction,
/// without UTF-16, without its iterator's caches, and with the ASCII part of the trie folded into the table.
///
/// The type is immutable once made and owns its memory, so it is shared by all threads.
final class BreakRules: @unchecked Sendable {  // pointers below are written by init only
    /// Category of the end of the text in ICU's tables.
    static let endCategory = 1
    static let stop: UInt8 = 0

    /// What the work on a text needs; valid as long as the rules live. Copied by those who work, as the rules are shared by
    /// many threads, which would wait for each other to count references.
    struct Machine {
        /// Next state by state and ASCII byte, [states, 128].
        let asciiNext: UnsafeMutablePointer<UInt8>
        /// Next state by state and category, [states, 1 << categoryShift].
        let next: UnsafeMutablePointer<UInt8>
        let categoryShift: UInt8
        let startState: UInt8
        /// The accepting state that every run of ASCII letters leads to from the start, `stop` if there is none.
        let letterState: UInt8
        /// States from this one on accept: the position behind the character just read is a boundary.
        let firstAccepting: UInt8
        /// Categories from this one on belong to characters that a dictionary divides.
        let firstDictionaryCategory: UInt8
        fileprivate let trie: OpaquePointer

        /// The category that the rules give a code point.
        func category(of scalar: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: weft_icu_trie_get(trie, scalar)) }

        /// Whether a dictionary divides runs of this code point.
        func isDictionary(_ scalar: UInt32) -> Bool { category(of: scalar) >= firstDictionaryCategory }
    }

    let machine: Machine
    private let trieBytes: UnsafeMutableRawPointer

    /// Makes the machine, or returns nil if the rules are of a form that it does not know.
    ///
    /// That is a format other than ICU's sixth, more than 255 states or categories, or rules that look ahead further
    /// than by the character that ends the match.
    /// - Parameter compiled: What `ubrk_getBinaryRules` gives.
    init?(compiled: [UInt8]) {
        guard let layout = Layout(compiled) else { return nil }
        trieBytes = UnsafeMutableRawPointer.allocate(byteCount: layout.trie.count, alignment: 16)
        trieBytes.copyMemory(from: Array(compiled[layout.trie]), byteCount: layout.trie.count)
        var status: Int32 = 0
        guard let opened = weft_icu_trie_open(trieBytes, Int32(layout.trie.count), &status),
            status <= 0
        else {
            trieBytes.deallocate()
            return nil
        }

        // Accepting states are numbered last, so that "does it accept" is one comparison.
        let order = (0..<layout.stateCount).filter { !layout.accepts($0) }
        let accepting = (0..<layout.stateCount).filter { layout.accepts($0) }
        var renumbered = [UInt8](repeating: 0, count: layout.stateCount)
        for (new, old) in (order + accepting).enumerated() { renumbered[old] = UInt8(new) }
        let startState = renumbered[layout.startState], firstAccepting = UInt8(order.count)

        var shift: UInt8 = 0
        while 1 << shift < layout.categoryCount { shift += 1 }
        let next = UnsafeMutablePointer<UInt8>.allocate(capacity: layout.stateCount << Int(shift))
        next.initialize(repeating: BreakRules.stop, count: layout.stateCount << Int(shift))
        let asciiNext = UnsafeMutablePointer<UInt8>.allocate(capacity: layout.stateCount * 128)
        for state in 0..<layout.stateCount {
            let row = Int(renumbered[state])
            for category in 0..<layout.categoryCount {
                next[row << Int(shift) | category] = renumbered[layout.next(state, category)]
            }
            for byte in 0..<128 {
                let category = Int(weft_icu_trie_get(opened, UInt32(byte)))
                asciiNext[row * 128 + byte] = renumbered[layout.next(state, category)]
            }
        }
        machine = Machine(
            asciiNext: asciiNext, next: next, categoryShift: shift, startState: startState,
            letterState: BreakRules.letterState(asciiNext, startState, firstAccepting), firstAccepting: firstAccepting,
            firstDictionaryCategory: UInt8(clamping: layout.firstDictionaryCategory), trie: opened)
    }

    private static func letterState(
        _ asciiNext: UnsafeMutablePointer<UInt8>, _ start: UInt8, _ firstAccepting: UInt8
    ) -> UInt8 {
        let letters = Array(0x41...0x5A) + Array(0x61...0x7A)
        let state = asciiNext[Int(start) * 128 + letters[0]]
        let isSettled = letters.allSatisfy { letter in
            asciiNext[Int(start) * 128 + letter] == state && asciiNext[Int(state) * 128 + letter] == state
        }
        return isSettled && state >= firstAccepting ? state : stop
    }

    deinit {
        weft_icu_trie_close(machine.trie)
        trieBytes.deallocate()
        machine.next.deallocate()
        machine.asciiNext.deallocate()
    }
}

extension BreakRules {
    /// Where things lie in ICU's binary form, format 6, with every offset checked.
    private struct Layout {
        let bytes: [UInt8]
        let categoryCount: Int
        let stateCount: Int
        let rowLength: Int
        let firstDictionaryCategory: Int
        let begins: Bool
        let rows: Int
        let cellSize: Int
        let trie: Range<Int>

        private static let magic = 0xB1A0
        private static let format: UInt8 = 6
        private static let beginningRequired = 2
        private static let byteRows = 4
        private static let beginCategory = 2
        /// Accepting state, look-ahead rule and tags come before the next states of a row.
        private static let cellsBeforeNext = 3

        init?(_ bytes: [UInt8]) {
            func word(_ offset: Int) -> Int {
                guard offset >= 0, offset + 4 <= bytes.count else { return -1 }
                return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2]) << 16
                    | Int(bytes[offset + 3]) << 24
            }
            guard bytes.count >= 80, word(0) == Layout.magic, bytes[4] == Layout.format else { return nil }
            self.bytes = bytes
            categoryCount = word(12)
            let table = word(16)
            let trieStart = word(32)
            let trieLength = word(36)
            stateCount = word(table)
            rowLength = word(table + 4)
            firstDictionaryCategory = word(table + 8)
            let flags = word(table + 16)
            begins = flags & Layout.beginningRequired != 0
            cellSize = flags & Layout.byteRows != 0 ? 1 : 2
            rows = table + 20
            trie = trieStart..<max(trieStart, trieStart + trieLength)
            guard (2...255).contains(stateCount), (3...255).contains(categoryCount),
                rowLength == (categoryCount + Layout.cellsBeforeNext) * cellSize,
                rows + stateCount * rowLength <= bytes.count,
                trieStart >= 0, trieLength > 0, trie.upperBound <= bytes.count
            else { return nil }
            for state in 0..<stateCount {
                for category in 0..<categoryCount where !isKnown(state, category) { return nil }
            }
        }

        /// Whether a transition stays inside the table and, if it ends a match by looking ahead, ends it at once.
        ///
        /// ICU marks a position in one state and returns it in a later one. Where the later state directly follows the
        /// marking one, and that one accepts as well, the marked position is the last one accepted: stopping returns it.
        private func isKnown(_ state: Int, _ category: Int) -> Bool {
            let target = cell(state, Layout.cellsBeforeNext + category)
            guard target < stateCount else { return false }
            let accepting = cell(target, 0)
            return accepting <= 1 || (cell(state, 0) == 1 && cell(state, 1) == accepting)
        }

        private func cell(_ state: Int, _ index: Int) -> Int {
            let offset = rows + state * rowLength + index * cellSize
            return cellSize == 1 ? Int(bytes[offset]) : Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
        }

        func accepts(_ state: Int) -> Bool { cell(state, 0) == 1 }

        /// Where a match starts: some rules first read the beginning of the text as a category of its own.
        var startState: Int { begins ? next(1, Layout.beginCategory) : 1 }

        /// The next state; one that returns a marked position is replaced by the stop.
        func next(_ state: Int, _ category: Int) -> Int {
            let target = cell(state, Layout.cellsBeforeNext + category)
            return cell(target, 0) > 1 ? 0 : target
        }
    }
}
