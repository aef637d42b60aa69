internal import CICUShims

/// Divides Chinese and Japanese into words as ICU does: the cheapest way through its word list.
///
/// Every word has a cost (the lower, the more frequent); a character that starts no word costs 255 alone, and a run of
/// katakana costs by its length. The path with the smallest sum wins, the one found first where sums are equal; the
/// search runs over character positions, left to right (Viterbi 1967). Belongs to one thread.
///
/// Only what is known to give ICU's answer is taken on: characters of the Basic Multilingual Plane that NFKC leaves
/// alone. Anything else in a stretch makes `divide` decline.
final class CJKDivider {
    /// What a character is to the search.
    private enum Kind: UInt8 {
        case unknown = 0
        /// Part of a run, and NFKC leaves it alone.
        case plain, katakana
        /// Ends a run.
        case outside
        /// Only ICU's engine can tell.
        case unsuited
    }

    /// The major versions of ICU on which this search was tested to give ICU's boundaries.
    private static let testedVersions = 72...72
    private static let longestWord = 20
    /// Runs of more characters are left to ICU.
    private static let longestRun = 1 << 12
    private static let stepBits = 16
    private static let longestKatakanaRun = 20
    private static let unknownCost: UInt32 = 255
    private static let katakanaCosts: [UInt32] = [8192, 984, 408, 240, 204, 252, 300, 372, 480]

    private let trie: WordTrie
    private let kinds: UnsafeMutablePointer<UInt8>  // [65536], 0 until asked
    /// What the trie says after a first unit, packed, [65536]; 0 until asked.
    private let firstPlaces: UnsafeMutablePointer<UInt32>
    /// Steps of the trie met lately, [stepCount]: place and unit in the upper 36 bits, the packed result below; 0: free.
    private let steps: UnsafeMutablePointer<UInt64>
    /// The run at hand, its characters' offsets, and the search over it, [longestRun + 1] each.
    private let units: UnsafeMutablePointer<UInt16>
    private let offsets: UnsafeMutablePointer<Int>
    private let costs: UnsafeMutablePointer<UInt32>
    private let previous: UnsafeMutablePointer<Int32>

    init?() {
        guard CJKDivider.testedVersions.contains(icuMajorVersion), let trie = WordTrie() else { return nil }
        self.trie = trie
        kinds = .allocate(capacity: 0x10000)
        kinds.initialize(repeating: 0, count: 0x10000)
        firstPlaces = .allocate(capacity: 0x10000)
        firstPlaces.initialize(repeating: 0, count: 0x10000)
        steps = .allocate(capacity: 1 << CJKDivider.stepBits)
        steps.initialize(repeating: 0, count: 1 << CJKDivider.stepBits)
        units = .allocate(capacity: CJKDivider.longestRun + 1)
        offsets = .allocate(capacity: CJKDivider.longestRun + 1)
        costs = .allocate(capacity: CJKDivider.longestRun + 1)
        previous = .allocate(capacity: CJKDivider.longestRun + 1)
    }

    deinit {
        kinds.deallocate()
        firstPlaces.deallocate()
        steps.deallocate()
        units.deallocate()
        offsets.deallocate()
        costs.deallocate()
        previous.deallocate()
    }

    /// Appends the boundaries inside [start, end), or appends nothing and returns false if ICU must be asked.
    func divide(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ rules: BreakRules.Machine,
        into cuts: inout [Int]
    ) -> Bool {
        guard let bytes = text.baseAddress else { return true }
        let before = cuts.count
        var index = start
        var count = 0
        while index < end {
            let (scalar, length) = decodeScalar(bytes, index, end)
            switch kind(scalar, rules) {
            case .plain, .katakana:
                if count > 0 || rules.isDictionary(scalar) {
                    guard count < CJKDivider.longestRun else { return decline(&cuts, before) }
                    units[count] = UInt16(scalar)
                    offsets[count] = index
                    count += 1
                }
            case .unknown, .outside:
                finishRun(count, into: &cuts)
                count = 0
            case .unsuited:
                return decline(&cuts, before)
            }
            index += length
        }
        finishRun(count, into: &cuts)
        return true
    }

    private func decline(_ cuts: inout [Int], _ before: Int) -> Bool {
        cuts.removeLast(cuts.count - before)
        return false
    }

    @inline(__always)
    private func kind(_ scalar: UInt32, _ rules: BreakRules.Machine) -> Kind {
        if scalar < 0x10000, let known = Kind(rawValue: kinds[Int(scalar)]), known != .unknown { return known }
        let kind = CJKDivider.classify(scalar, rules)
        if scalar < 0x10000 { kinds[Int(scalar)] = kind.rawValue }
        return kind
    }

    private static func classify(_ scalar: UInt32, _ rules: BreakRules.Machine) -> Kind {
        // This ICU has no Korean dictionary: it keeps runs of Hangul whole.
        if scalar == illFormed || (0xAC00...0xD7A3).contains(scalar) { return .outside }
        let marks: [UInt32] = [0x30FC, 0xFF70, 0xFF9E, 0xFF9F]  // of all Japanese, so of no script
        guard weft_icu_is_chinese_or_japanese(scalar) != 0 || marks.contains(scalar) else {
            return rules.isDictionary(scalar) ? .unsuited : .outside
        }
        guard scalar < 0x10000, weft_icu_combining_class(scalar) == 0,
            weft_icu_passes_quick_check(scalar, 1) != 0
        else { return .unsuited }
        return (0x30A1...0x30FE).contains(scalar) && scalar != 0x30FB ? .katakana : .plain
    }

    /// Searches the collected run and appends the boundaries inside it.
    private func finishRun(_ count: Int, into cuts: inout [Int]) {
        guard count > 1 else { return }
        search(count)
        let first = cuts.count
        var index = Int(previous[count])
        while index > 0 {
            cuts.append(offsets[index])
            index = Int(previous[index])
        }
        var low = first
        var high = cuts.count - 1
        while low < high {
            cuts.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    /// Fills `previous`: for each position the start of the last word on the cheapest way to it.
    private func search(_ count: Int) {
        costs[0] = 0
        for index in 1...count { costs[index] = .max }
        var afterKatakana = false
        for index in 0..<count {
            let base = costs[index]
            relaxWords(index, count, base)
            let isKatakana = kinds[Int(units[index])] == Kind.katakana.rawValue
            if isKatakana && !afterKatakana { relaxKatakana(index, count, base) }
            afterKatakana = isKatakana
        }
    }

    @inline(__always)
    private func relaxWords(_ index: Int, _ count: Int, _ base: UInt32) {
        var found = firstPlace(units[index])
        var length = 1
        let longest = min(CJKDivider.longestWord, count - index)
        var single = CJKDivider.unknownCost
        while let place = found {
            if let (cost, goesOn) = trie.value(place) {
                if length == 1 {
                    single = cost
                } else if base &+ cost < costs[index + length] {
                    costs[index + length] = base &+ cost
                    previous[index + length] = Int32(index)
                }
                if !goesOn { break }
            }
            if length == longest { break }
            found = step(place, units[index + length])
            length += 1
        }
        if base &+ single < costs[index + 1] {
            costs[index + 1] = base &+ single
            previous[index + 1] = Int32(index)
        }
    }

    private func relaxKatakana(_ index: Int, _ count: Int, _ base: UInt32) {
        var length = 1
        while index + length < count, length < CJKDivider.longestKatakanaRun,
            kinds[Int(units[index + length])] == Kind.katakana.rawValue
        { length += 1 }
        guard length < CJKDivider.longestKatakanaRun else { return }
        let cost = length < CJKDivider.katakanaCosts.count ? CJKDivider.katakanaCosts[length] : 8192
        if base &+ cost < costs[index + length] {
            costs[index + length] = base &+ cost
            previous[index + length] = Int32(index)
        }
    }

    /// The trie's step, kept where it goes through a node: a branch is a search with a hard-to-guess way.
    @inline(__always)
    private func step(_ place: WordTrie.Place, _ unit: UInt16) -> WordTrie.Place? {
        if place.runLeft >= 0 { return trie.step(place, unit) }
        let key = UInt64(place.position) << 16 | UInt64(unit)
        let slot = Int((key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - CJKDivider.stepBits))
        let kept = steps[slot]
        if kept >> 28 == key { return CJKDivider.unpack(UInt32(truncatingIfNeeded: kept & 0xFFF_FFFF)) }
        let next = trie.step(place, unit)
        steps[slot] = key << 28 | UInt64(CJKDivider.pack(next))
        return next
    }

    /// Position << 8 | units left in a run + 2; 1 stands for "no word goes on", since no position packs to it.
    private static func pack(_ place: WordTrie.Place?) -> UInt32 {
        guard let place else { return 1 }
        return UInt32(place.position) << 8 | UInt32(place.runLeft + 2)
    }

    @inline(__always)
    private static func unpack(_ packed: UInt32) -> WordTrie.Place? {
        packed == 1 ? nil : WordTrie.Place(position: Int(packed >> 8), runLeft: Int(packed & 0xFF) - 2)
    }

    /// The place after a first unit, kept because the root of the trie is by far its widest branch.
    @inline(__always)
    private func firstPlace(_ unit: UInt16) -> WordTrie.Place? {
        let kept = firstPlaces[Int(unit)]
        return kept != 0 ? CJKDivider.unpack(kept) : findFirstPlace(unit)
    }

    @inline(never)
    private func findFirstPlace(_ unit: UInt16) -> WordTrie.Place? {
        let place = trie.step(trie.root, unit)
        firstPlaces[Int(unit)] = CJKDivider.pack(place)
        return place
    }
}
