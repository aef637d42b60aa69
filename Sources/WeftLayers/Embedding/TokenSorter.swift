/// Groups the places of a batch by token id: a stable radix sort, so each id's places stay in order.
///
/// O(tokens) for each eleven bits of the largest id. Keeps its storage.
struct TokenSorter: Sendable {
    private static let digit = 11

    /// The distinct ids, ascending.
    private(set) var ids: [Int32] = []
    /// `places[starts[i]..<starts[i + 1]]` are the places of `ids[i]`; one more than ids.
    private(set) var starts: [Int] = []
    /// Places, by id and then ascending.
    private(set) var places: [Int32] = []

    private var keys: [Int32] = []
    private var otherKeys: [Int32] = []
    private var otherPlaces: [Int32] = []
    private var counts: [Int32] = []

    mutating func clear() {
        ids.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
    }

    /// Sorts ids in 0..<bound; `excluded` is left out.
    mutating func sort(_ tokens: [Int32], bound: Int, leavingOut excluded: Int?) {
        clear()
        for (place, token) in tokens.enumerated() where Int(token) != excluded {
            keys.append(token)
            places.append(Int32(place))
        }
        var shift = 0
        while shift == 0 || (bound - 1) >> shift > 0 {
            sortByDigit(shift)
            shift += TokenSorter.digit
        }
        for (index, key) in keys.enumerated() where index == 0 || key != keys[index - 1] {
            ids.append(key)
            starts.append(index)
        }
        starts.append(keys.count)
    }

    private mutating func sortByDigit(_ shift: Int) {
        let radix = 1 << TokenSorter.digit
        TokenSorter.clear(&counts, count: radix)
        for key in keys { counts[Int(key) >> shift & (radix - 1)] += 1 }
        var next: Int32 = 0
        for value in 0..<radix { (counts[value], next) = (next, next + counts[value]) }
        TokenSorter.clear(&otherKeys, count: keys.count)
        TokenSorter.clear(&otherPlaces, count: keys.count)
        for index in keys.indices {
            let value = Int(keys[index]) >> shift & (radix - 1)
            let target = Int(counts[value])
            counts[value] += 1
            otherKeys[target] = keys[index]
            otherPlaces[target] = places[index]
        }
        swap(&keys, &otherKeys)
        swap(&places, &otherPlaces)
    }

    /// Static, as a method would hold on to the arrays of `self` and make them copy.
    private static func clear(_ array: inout [Int32], count: Int) {
        array.removeAll(keepingCapacity: true)
        array.append(contentsOf: repeatElement(0, count: count))
    }
}
