import WeftTensors

/// Bytes of any value, a function of the seed.
package func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = Generator(seed: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
}
