/// A set of byte strings, numbered from 0 in the order in which they were added.
///
/// All strings lie in one blob; an open-addressing hash of half its slots at most gives the number of one. Finding
/// hashes the bytes once and makes no `String`.
struct ByteTable: Sendable {
    /// All strings, one behind the other.
    private(set) var bytes: [UInt8] = []
    /// Where each string ends in `bytes`.
    private(set) var ends: [UInt32] = []
    /// High half: high half of the hash; low half: number + 1; 0: free.
    private var slots: [UInt64] = []

    var count: Int { ends.count }

    /// The memory that the strings and their numbers need once a string of `length` bytes is added.
    ///
    /// Counted from what is stored, not from what happens to be reserved, so that the same strings need the same.
    /// A blob beyond 4 GiB cannot be addressed, so it needs more than anyone has.
    func memoryToAppend(_ length: Int) -> Int {
        let total = bytes.count + length
        return total > Int(UInt32.max) ? Int.max / 2 : total + (count + 1) * 4 + slots.count * 8
    }

    init() {}

    /// Makes the set of strings that lie in `bytes` and end at `ends`, or returns the number of the first repeated one.
    ///
    /// - Parameters:
    ///   - ends: Ascending, the last one equal to the count of `bytes`.
    ///   - skipped: How many strings at the front are not to be found by their bytes.
    static func make(bytes: [UInt8], ends: [UInt32], skipped: Int) -> Result<ByteTable, RepeatedString> {
        var table = ByteTable()
        table.bytes = bytes
        table.ends = ends
        table.slots = [UInt64](repeating: 0, count: slotCount(for: ends.count))
        for number in skipped..<max(skipped, ends.count) {
            let newHash: UInt64? = table.withBytes(of: number) { string in
                let hash = ByteTable.hash(string)
                return table.index(of: string, hash: hash) == nil ? hash : nil
            }
            guard let newHash else { return .failure(RepeatedString(number: number)) }
            table.place(number: number, hash: newHash)
        }
        return .success(table)
    }

    struct RepeatedString: Error {
        let number: Int
    }

    /// Calls `body` with the bytes of string `number`.
    @inline(__always)
    func withBytes<R>(of number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(of: number)])) }
    }

    /// Where string `number` lies in `bytes`.
    @inline(__always)
    func range(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
    }

    /// The number of a string, nil if it is not in the set.
    @inline(__always)
    func index(of string: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        if slots.isEmpty { return nil }
        return slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while true {
                let entry = slots[slot]
                if entry == 0 { return nil }
                if entry >> 32 == hash >> 32 {
                    let number = Int(entry & 0xFFFF_FFFF) - 1
                    if isEqual(number, string) { return number }
                }
                slot = (slot + 1) & mask
            }
        }
    }

    @inline(__always)
    private func isEqual(_ number: Int, _ string: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(of: number)
        guard range.count == string.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<string.count where bytes[range.lowerBound + index] != string[index] { return false }
            return true
        }
    }

    /// Adds a string that is not in the set yet.
    mutating func append(_ string: UnsafeBufferPointer<UInt8>, hash: UInt64) {
        if (count + 1) * 2 > slots.count { grow() }
        bytes.append(contentsOf: string)
        ends.append(UInt32(bytes.count))
        place(number: count - 1, hash: hash)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    private static func slotCount(for count: Int) -> Int {
        var slotCount = 64
        while slotCount < count * 2 { slotCount *= 2 }
        return slotCount
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: ByteTable.slotCount(for: max(count * 2, count + 1)))
        for number in 0..<count { enter(number) }
    }

    private mutating func enter(_ number: Int) {
        place(number: number, hash: withBytes(of: number) { ByteTable.hash($0) })
    }

    private mutating func place(number: Int, hash: UInt64) {
        slots.withUnsafeMutableBufferPointer { slots in
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(number + 1)
        }
    }

    /// A 64-bit hash, eight bytes at a time by multiply and fold; the same on every machine and in every run.
    @inline(__always)
    static func hash(_ string: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: string.count) &* 0x9E37_79B9_7F4A_7C15
        guard let base = string.baseAddress else { return hash }
        let raw = UnsafeRawPointer(base)
        var index = 0
        while index + 8 <= string.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = mix(hash ^ UInt64(littleEndian: word))
            index += 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while index < string.count {
            tail |= UInt64(base[index]) << shift
            shift += 8
            index += 1
        }
        return mix(hash ^ tail)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
