internal import CICUShims

/// Reads ICU's Chinese and Japanese word list: a serialised `UCharsTrie` from UTF-16 units to costs.
///
/// The form is the one that ICU's documentation of `UCharsTrie` describes. A node starts with a lead unit: below 0x30 a
/// branch, below 0x40 a run of units to match, above that the same with a value in its upper bits, and with bit 15 a
/// final value. The memory is ICU's and lives as long as the process.
struct WordTrie: @unchecked Sendable {  // read-only memory of ICU's data library
    private let units: UnsafePointer<UInt16>

    /// A place between two units of a word: `position` in the trie, and units left in a run (-1: at a node).
    struct Place {
        var position: Int
        var runLeft: Int
    }

    private static let firstRun = 0x30
    private static let firstValue = 0x40
    private static let final = 0x8000
    private static let linearBranch = 5

    /// Opens the word list, or returns nil if this ICU has none in the form known here.
    init?() {
        guard let memory = weft_icu_dictionary("cjdict") else { return nil }
        let header = memory.assumingMemoryBound(to: Int32.self)
        let unitsWithValues: Int32 = 9
        guard header[4] == unitsWithValues, header[0] >= 32, header[0] % 4 == 0 else { return nil }
        units = (memory + Int(header[0])).assumingMemoryBound(to: UInt16.self)
    }

    var root: Place { Place(position: 0, runLeft: -1) }

    /// Follows one unit from a place, or returns nil if no word goes on with it.
    @inline(__always)
    func step(_ place: Place, _ unit: UInt16) -> Place? {
        var position = place.position
        if place.runLeft >= 0 {
            return units[position] == unit ? Place(position: position + 1, runLeft: place.runLeft - 1) : nil
        }
        var node = Int(units[position])
        position += 1
        if node >= WordTrie.firstValue {
            if node & WordTrie.final != 0 { return nil }
            position = skipNodeValue(position, node)
            node &= WordTrie.firstValue - 1
        }
        if node < WordTrie.firstRun { return branch(position, node, unit) }
        guard units[position] == unit else { return nil }
        return Place(position: position + 1, runLeft: node - WordTrie.firstRun - 1)
    }

    /// The cost of the word that ends at a place, if one does, and whether longer words go on from it.
    @inline(__always)
    func value(_ place: Place) -> (cost: UInt32, goesOn: Bool)? {
        if place.runLeft >= 0 { return nil }
        let node = Int(units[place.position])
        if node < WordTrie.firstValue { return nil }
        if node & WordTrie.final != 0 {
            return (UInt32(readValue(place.position + 1, node & 0x7FFF).value), false)
        }
        return (UInt32(readNodeValue(place.position + 1, node)), true)
    }

    /// A branch: binary search down to five units, then one after the other.
    private func branch(_ start: Int, _ node: Int, _ unit: UInt16) -> Place? {
        var position = start
        var length = node
        if length == 0 {
            length = Int(units[position])
            position += 1
        }
        length += 1
        while length > WordTrie.linearBranch {
            let split = units[position]
            let (delta, next) = readDelta(position + 1)
            if unit < split {
                length >>= 1
                position = next + delta
            } else {
                length -= length >> 1
                position = next
            }
        }
        while length > 1 {
            let key = units[position]
            let lead = Int(units[position + 1])
            if key == unit {
                if lead & WordTrie.final != 0 { return Place(position: position + 1, runLeft: -1) }
                let (delta, next) = readValue(position + 2, lead)
                return Place(position: next + delta, runLeft: -1)
            }
            position = readValue(position + 2, lead & 0x7FFF).next
            length -= 1
        }
        return units[position] == unit ? Place(position: position + 1, runLeft: -1) : nil
    }

    /// A value in one, two or three units, its lead unit read already.
    @inline(__always)
    private func readValue(_ position: Int, _ lead: Int) -> (value: Int, next: Int) {
        if lead < 0x4000 { return (lead, position) }
        if lead < 0x7FFF { return ((lead - 0x4000) << 16 | Int(units[position]), position + 1) }
        return (Int(units[position]) << 16 | Int(units[position + 1]), position + 2)
    }

    @inline(__always)
    private func readNodeValue(_ position: Int, _ lead: Int) -> Int {
        if lead < 0x4040 { return (lead >> 6) - 1 }
        if lead < 0x7FC0 { return ((lead & 0x7FC0) - 0x4040) << 10 | Int(units[position]) }
        return Int(units[position]) << 16 | Int(units[position + 1])
    }

    @inline(__always)
    private func skipNodeValue(_ position: Int, _ lead: Int) -> Int {
        if lead < 0x4040 { return position }
        return lead < 0x7FC0 ? position + 1 : position + 2
    }

    @inline(__always)
    private func readDelta(_ position: Int) -> (delta: Int, next: Int) {
        let lead = Int(units[position])
        if lead < 0xFC00 { return (lead, position + 1) }
        if lead == 0xFFFF { return (Int(units[position + 1]) << 16 | Int(units[position + 2]), position + 3) }
        return ((lead - 0xFC00) << 16 | Int(units[position + 1]), position + 2)
    }
}
