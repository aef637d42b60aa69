/// What random numbers of one seed are drawn for. Every use has streams of its own, so that no use disturbs another.
///
/// Dropout masks are not among them: a kernel draws them from a counter of their place.
public enum RandomStream: Sendable, Equatable {
    /// The first values of the parameter of that name.
    case parameter(String)
    /// The order of documents in an epoch.
    case batches(epoch: Int)
    /// The tokens that a step replaces by the unknown one.
    case tokenDropout(step: Int)
    /// The streams of text that a step starts afresh.
    case stateResets(step: Int)
    /// The tokens of a generated text.
    case sampling
    /// Anything else, such as the data of a test or a benchmark: a small number.
    case other(UInt64)

    /// The number of the stream. Saved trainings depend on these numbers: they go on with the same draws.
    var number: UInt64 {
        switch self {
        case .other(let number): number
        case .tokenDropout(let step): 2 << 32 | UInt64(step)
        case .batches(let epoch): 0x6261_7463_0000_0000 | UInt64(epoch)
        case .stateResets(let step): 0x7265_7365_7400_0000 + UInt64(step)
        case .sampling: 0x7361_6d70_6c65_7200
        case .parameter(let name): 1 << 63 | RandomStream.hash(name)
        }
    }

    /// FNV-1a (Fowler, Noll and Vo), which is the same everywhere, unlike Swift's own hashes.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

extension Generator {
    /// Creates a generator at the start of a use's stream.
    public init(seed: UInt64, _ stream: RandomStream) { self.init(seed: seed, stream: stream.number) }
}
