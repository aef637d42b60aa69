/// Counter-based random numbers: Philox 4×32 with ten rounds (Salmon et al. 2011, "Parallel random numbers: as easy as
/// 1, 2, 3"). A draw is a function of (seed, stream, counter), never of who drew first, so results do not depend on
/// threads and a training resumes exactly by storing the counter.
public struct Generator: Sendable, RandomNumberGenerator, Equatable {
    /// What all draws depend on.
    public let seed: UInt64
    /// Separates uses of one seed: weights, dropout of a layer, the order of an epoch …
    public let stream: UInt64
    /// The number of 64-bit draws so far.
    public var counter: UInt64

    /// Creates a generator at the start of a stream, or anywhere in it.
    public init(seed: UInt64, stream: UInt64 = 0, counter: UInt64 = 0) {
        self.seed = seed
        self.stream = stream
        self.counter = counter
    }

    /// Draws 64 random bits.
    public mutating func next() -> UInt64 {
        let block = Generator.philox(
            (
                UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
                UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
            ),
            key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        counter &+= 1
        return UInt64(block.1) << 32 | UInt64(block.0)
    }

    /// Draws a float in [0, 1) with 24 random bits.
    public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Draws a float in [low, high).
    public mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

    /// Draws from the standard normal distribution: the sum of twelve uniform numbers less six, which needs no logarithm and so
    /// gives the same bits with every mathematical library; its tails end at ±6.
    public mutating func normal() -> Float {
        var sum: Float = 0
        for _ in 0..<6 {
            let bits = next()
            sum += Float(bits >> 40) * 0x1p-24 + Float(bits & 0xFF_FFFF) * 0x1p-24
        }
        return sum - 6
    }

    /// Draws from 0..<bound without bias.
    public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// A random order of 0..<count (Fisher and Yates).
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) { order.swapAt(index, below(index + 1)) }
        return order
    }

    typealias Block = (UInt32, UInt32, UInt32, UInt32)

    static func philox(_ start: Block, key start2: (UInt32, UInt32)) -> Block {
        var (a, b, c, d) = start
        var (low, high) = start2
        for _ in 0..<10 {
            let first = a.multipliedFullWidth(by: 0xD251_1F53)
            let second = c.multipliedFullWidth(by: 0xCD9E_8D57)
            (a, b, c, d) = (second.high ^ b ^ low, second.low, first.high ^ d ^ high, first.low)
            low &+= 0x9E37_79B9
            high &+= 0xBB67_AE85
        }
        return (a, b, c, d)
    }
}
