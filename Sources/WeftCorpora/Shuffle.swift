/// Seeded shuffling (Fisher and Yates 1938, in Durstenfeld's form): the order is a function of seed and count alone,
/// the same on every machine and in every release.
public enum Shuffle {
    /// The numbers below `count` in an order that the seed decides. Linear in time.
    public static func permutation(count: Int, seed: UInt64) -> [Int] { shuffled(Array(0..<count), seed: seed) }

    /// The elements in an order that the seed and their number decide. Linear in time.
    public static func shuffled<Element>(_ elements: [Element], seed: UInt64) -> [Element] {
        var elements = elements
        var generator = SplitMix64(seed: seed)
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, generator.next(below: last + 1))
        }
        return elements
    }
}
