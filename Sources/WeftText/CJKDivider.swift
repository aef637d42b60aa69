internal import CICU

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
    private static let longestKatakanaRun = 20
    private static let unknownCost: UInt32 = 255
    private static let katakanaCosts: [UInt32] = [8192, 984, 408, 240, 204, 252, 300, 372, 480]

    private let trie: WordTrie
    private let kinds: UnsafeMutablePointer<UInt8>  // [65536], 0 until asked
    /// What the trie says after a first unit, [65536]: 0 until asked, else position << 8 | units left in a run + 2.
    private let firstPlaces: UnsafeMutablePointer<UInt32>
    private var units: [UInt16] = []
    private var offsets: [Int] = []
    private var costs: [UInt32] = []
    private var previous: [Int32] = []

    init?() {
        guard CJKDivider.testedVersions.contains(icuMajorVersion), let trie = WordTrie() else { return nil }
        self.trie = trie
        kinds = .allocate(capacity: 0x10000)
        kinds.initialize(repeating: 0, count: 0x10000)
        firstPlaces = .allocate(capacity: 0x10000)
        firstPlaces.initialize(repeating: 0, count: 0x10000)
    }

    deinit {
        kinds.deallocate()
        firstPlaces.deallocate()
    }

    /// Appends the boundaries inside [start, end), or appends nothing and returns false if ICU must be asked.
    func divide(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ rules: BreakRules, into cuts: inout [Int]
    ) -> Bool {
        guard let bytes = text.baseAddress else { return true }
        let before = cuts.count
        var index = start
        units.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        while index < end {
            let (scalar, length) = decodeScalar(bytes, index, end)
            switch kind(scalar, rules) {
            case .plain, .katakana:
                if !units.isEmpty || rules.isDictionary(scalar) {
                    units.append(UInt16(scalar))
                    offsets.append(index)
                }
            case .unknown, .outside:
                finishRun(into: &cuts)
            case .unsuited:
                cuts.removeLast(cuts.count - before)
                return false
            }
            index += length
        }
        finishRun(into: &cuts)
        return true
    }

    @inline(__always)
    private func kind(_ scalar: UInt32, _ rules: BreakRules) -> Kind {
        if scalar < 0x10000, let known = Kind(rawValue: kinds[Int(scalar)]), known != .unknown { return known }
        let kind = CJKDivider.classify(scalar, rules)
        if scalar < 0x10000 { kinds[Int(scalar)] = kind.rawValue }
        return kind
    }

    private static func classify(_ scalar: UInt32, _ rules: BreakRules) -> Kind {
        // This ICU has no Korean dictionary: it keeps runs of Hangul whole.
        if scalar == illFormed || (0xAC00...0xD7A3).contains(scalar) { return .outside }
        let point = Int32(bitPattern: scalar)
        let script = weft_icu_property(point, UCHAR_SCRIPT)
        let scripts = [USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA].map { Int32($0.rawValue) }
        let marks: [UInt32] = [0x30FC, 0xFF70, 0xFF9E, 0xFF9F]  // of all Japanese, so of no script
        guard scripts.contains(script) || marks.contains(scalar) else {
            return rules.isDictionary(scalar) ? .unsuited : .outside
        }
        guard scalar < 0x10000, weft_icu_combining_class(point) == 0,
            weft_icu_property(point, UCHAR_NFKC_QUICK_CHECK) == Int32(UNORM_YES.rawValue)
        else { return .unsuited }
        return (0x30A1...0x30FE).contains(scalar) && scalar != 0x30FB ? .katakana : .plain
    }

    /// Searches the collected run, appends the boundaries inside it, and empties it.
    private func finishRun(into cuts: inout [Int]) {
        let count = units.count
        if count > 1 {
            search(count)
            let first = cuts.count
            var index = Int(previous[count])
            while index > 0 {
                cuts.append(offsets[index])
                index = Int(previous[index])
            }
            cuts[first...].reverse()
        }
        units.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
    }

    /// Fills `previous`: for each position the start of the last word on the cheapest way to it.
    private func search(_ count: Int) {
        if costs.count <= count {
            costs = [UInt32](repeating: 0, count: count * 2 + 1)
            previous = [Int32](repeating: 0, count: count * 2 + 1)
        }
        units.withUnsafeBufferPointer { units in
            costs.withUnsafeMutableBufferPointer { costs in
                previous.withUnsafeMutableBufferPointer { previous in
                    costs[0] = 0
                    for index in 1...count { costs[index] = .max }
                    var afterKatakana = false
                    for index in 0..<count {
                        let base = costs[index]
                        relaxWords(units, index, base, costs, previous)
                        let isKatakana = kinds[Int(units[index])] == Kind.katakana.rawValue
                        if isKatakana && !afterKatakana { relaxKatakana(units, index, base, costs, previous) }
                        afterKatakana = isKatakana
                    }
                }
            }
        }
    }

    @inline(__always)
    private func relaxWords(
        _ units: UnsafeBufferPointer<UInt16>, _ index: Int, _ base: UInt32,
        _ costs: UnsafeMutableBufferPointer<UInt32>, _ previous: UnsafeMutableBufferPointer<Int32>
    ) {
        var found = firstPlace(units[index])
        var length = 1
        let longest = min(CJKDivider.longestWord, units.count - index)
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
            found = trie.step(place, units[index + length])
            length += 1
        }
        if base &+ single < costs[index + 1] {
            costs[index + 1] = base &+ single
            previous[index + 1] = Int32(index)
        }
    }

    private func relaxKatakana(
        _ units: UnsafeBufferPointer<UInt16>, _ index: Int, _ base: UInt32,
        _ costs: UnsafeMutableBufferPointer<UInt32>, _ previous: UnsafeMutableBufferPointer<Int32>
    ) {
        var length = 1
        while index + length < units.count, length < CJKDivider.longestKatakanaRun,
            kinds[Int(units[index + length])] == Kind.katakana.rawValue
        { length += 1 }
        guard length < CJKDivider.longestKatakanaRun else { return }
        let cost = length < CJKDivider.katakanaCosts.count ? CJKDivider.katakanaCosts[length] : 8192
        if base &+ cost < costs[index + length] {
            costs[index + length] = base &+ cost
            previous[index + length] = Int32(index)
        }
    }

    /// The place after a first unit, kept because the root of the trie is by far its widest branch.
    @inline(__always)
    private func firstPlace(_ unit: UInt16) -> WordTrie.Place? {
        let kept = firstPlaces[Int(unit)]
        if kept > 1 { return WordTrie.Place(position: Int(kept >> 8), runLeft: Int(kept & 0xFF) - 2) }
        return kept == 1 ? nil : findFirstPlace(unit)
    }

    /// 1 stands for "starts no word": a place never packs to it, since its low byte is then 1 and its position 0.
    @inline(never)
    private func findFirstPlace(_ unit: UInt16) -> WordTrie.Place? {
        let place = trie.step(trie.root, unit)
        firstPlaces[Int(unit)] = place.map { UInt32($0.position) << 8 | UInt32($0.runLeft + 2) } ?? 1
        return place
    }
}
