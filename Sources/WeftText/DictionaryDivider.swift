/// Divides what a rule left whole because only a dictionary can divide it: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
///
/// Chinese and Japanese go through `CJKDivider` where this ICU's data is known; the rest is given to ICU a stretch at
/// a time, and its answers for short stretches are kept. Both see only the stretch, as ICU itself does.
/// Belongs to one thread.
final class DictionaryDivider {
    private static let longestKept = 96
    private static let mostKept = 1 << 14

    private let unit: Segmenter.Unit
    private let locale: String
    /// Kept alive for `machine`.
    private let rules: BreakRules?
    private let machine: BreakRules.Machine?
    private var cjk: CJKDivider?
    private var cjkTried = false
    private var iterator: OpenIterator?
    private var kept = ByteTable()
    /// Offsets of the cuts of kept stretch i from its start: `keptCuts[keptEnds[i - 1]..<keptEnds[i]]`.
    private var keptCuts: [UInt8] = []
    private var keptEnds: [Int] = []
    private var units: [UInt16] = []

    /// A break iterator in a class, so that it can be an optional stored property and be opened late.
    private final class OpenIterator {
        let value: BreakIterator
        init(_ unit: Segmenter.Unit, _ locale: String) throws(TextError) {
            value = try BreakIterator(unit, locale: locale)
        }
    }

    init(unit: Segmenter.Unit, locale: String, rules: BreakRules?) {
        self.unit = unit
        self.locale = locale
        self.rules = rules
        machine = rules?.machine
    }

    /// Opens ICU's iterator now rather than at first use.
    func open() throws(TextError) {
        if iterator == nil { iterator = try OpenIterator(unit, locale) }
    }

    /// Appends the boundaries inside [start, end) of the text, ascending.
    func divide(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, into cuts: inout [Int]) {
        if !cjkTried {
            cjkTried = true
            if unit == .word { cjk = CJKDivider() }
        }
        if let machine, cjk?.divide(text, start, end, machine, into: &cuts) == true { return }
        guard end - start <= DictionaryDivider.longestKept else {
            divideByICU(text, start, end, into: &cuts)
            return
        }
        let stretch = UnsafeBufferPointer(rebasing: text[start..<end])
        let hash = ByteTable.hash(stretch)
        if let index = kept.index(of: stretch, hash: hash) {
            let from = index == 0 ? 0 : keptEnds[index - 1]
            for offset in keptCuts[from..<keptEnds[index]] { cuts.append(start + Int(offset)) }
            return
        }
        if kept.count == DictionaryDivider.mostKept {
            kept.removeAll()
            keptCuts.removeAll(keepingCapacity: true)
            keptEnds.removeAll(keepingCapacity: true)
        }
        let before = cuts.count
        divideByICU(text, start, end, into: &cuts)
        kept.append(stretch, hash: hash)
        for cut in cuts[before...] { keptCuts.append(UInt8(cut - start)) }
        keptEnds.append(keptCuts.count)
    }

    /// Appends the boundaries that ICU's own iterator finds inside [start, end), ascending.
    func divideByICU(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, into cuts: inout [Int]) {
        do {
            try open()
        } catch {
            preconditionFailure("\(error)")  // the same arguments opened when the tokenizer was made
        }
        guard let iterator, let bytes = text.baseAddress else { return }
        units.removeAll(keepingCapacity: true)
        appendUTF16(of: UnsafeBufferPointer(rebasing: text[start..<end]), to: &units)
        var index = start
        var unitIndex = 0
        units.withUnsafeBufferPointer { units in
            iterator.value.forEachBoundary(in: units) { boundary in
                while unitIndex < boundary {
                    let (scalar, length) = decodeScalar(bytes, index, end)
                    unitIndex += scalar >= 0x10000 && scalar != illFormed ? 2 : 1
                    index += length
                }
                if index < end { cuts.append(index) }
            }
        }
    }
}
