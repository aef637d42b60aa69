import WeftTensors
import WeftText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Draws tokens by the probabilities that a language model gives. The same seed and logits give the same tokens.
///
/// Special tokens are never drawn. Of equally likely tokens, the one with the lower number comes first.
public struct Sampler: Sendable {
    /// How a sampler draws.
    public struct Options: Sendable, Equatable {
        /// Divides the logits: below 1 likely tokens become likelier; 0 always takes the likeliest.
        public var temperature = 0.8
        /// The number of likeliest tokens to choose from; nil for all.
        public var topK: Int?
        /// Only the likeliest tokens that together have this probability are chosen from (Holtzman et al. 2020); nil for
        /// all. At least one remains.
        public var topP: Double?
        /// The seed of the draws.
        public var seed: UInt64 = 1

        /// Creates the default options.
        public init(temperature: Double = 0.8, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 1) {
            self.temperature = temperature
            self.topK = topK
            self.topP = topP
            self.seed = seed
        }
    }

    /// The first token that is not special.
    static let firstToken = Vocabulary.Special.allCases.count

    /// How it draws.
    public let options: Options
    private var generator: Generator
    private var weights: [Float] = []
    private var candidates: [Int32] = []

    /// Creates a sampler at the start of its random numbers.
    public init(_ options: Options = .init()) {
        self.options = options
        generator = Generator(seed: options.seed, .sampling)
    }

    /// Draws a token.
    ///
    /// - Parameter logits: One for each token of the vocabulary, the special ones included; one of them at least is not
    ///   special.
    public mutating func draw(_ logits: [Float]) -> Int32 {
        precondition(logits.count > Sampler.firstToken, "\(logits.count) logits hold no token that is not special")
        let best = Sampler.likeliest(logits)
        guard options.temperature > 0, options.topK ?? .max > 1 else { return best }
        let total = weigh(logits, best: logits[Int(best)])
        let place = Double(generator.next() >> 11) * 0x1p-53
        guard options.topK != nil || options.topP != nil else {
            return choose(place * total, among: Sampler.firstToken..<logits.count) { $0 } ?? best
        }
        let kept = keepLikeliest(total)
        return choose(place * kept, among: candidates.indices) { Int(candidates[$0]) } ?? best
    }

    /// Fills ``weights`` with e^((logit - best) / temperature) and gives their sum over the tokens.
    private mutating func weigh(_ logits: [Float], best: Float) -> Double {
        weights.removeAll(keepingCapacity: true)
        var total = 0.0
        for (index, logit) in logits.enumerated() {
            let weight =
                index < Sampler.firstToken ? 0 : Sampler.exponential(Double(logit - best) / options.temperature)
            weights.append(weight)
            total += Double(weight)
        }
        return total
    }

    /// Fills ``candidates`` with the tokens that top-k and top-p leave, likeliest first, and gives the sum of their
    /// weights.
    private mutating func keepLikeliest(_ total: Double) -> Double {
        candidates.removeAll(keepingCapacity: true)
        // Tokens so unlikely that all of them together are less than what top-p cuts off need no sorting.
        let least = options.topP.map { max(0, 1 - $0) * total / Double(weights.count) } ?? 0
        for token in Sampler.firstToken..<weights.count where Double(weights[token]) >= least {
            candidates.append(Int32(token))
        }
        // The likeliest weighs 1, so that it is among the candidates unless top-p is out of range.
        candidates.sort { left, right in
            let (first, second) = (weights[Int(left)], weights[Int(right)])
            return first != second ? first > second : left < right
        }
        if let topK = options.topK, candidates.count > topK { candidates.removeLast(candidates.count - max(1, topK)) }
        let sum = candidates.reduce(0.0) { $0 + Double(weights[Int($1)]) }
        guard let topP = options.topP else { return sum }
        // Top-p of what top-k left.
        var kept = 0.0, count = 0
        for token in candidates {
            kept += Double(weights[Int(token)])
            count += 1
            if kept >= topP * (options.topK == nil ? total : sum) { break }
        }
        candidates.removeLast(candidates.count - count)
        return kept
    }

    /// The token at a place on the line of weights; nil if rounding carries beyond its end.
    private func choose(_ place: Double, among places: Range<Int>, token: (Int) -> Int) -> Int32? {
        var left = place
        var last: Int32?
        for place in places {
            let id = token(place), weight = Double(weights[id])
            if weight > 0 { last = Int32(id) }
            if left < weight { return Int32(id) }
            left -= weight
        }
        return last
    }

    /// The token with the largest logit.
    static func likeliest(_ logits: [Float]) -> Int32 {
        var best = firstToken
        for token in firstToken..<logits.count where logits[token] > logits[best] { best = token }
        return Int32(best)
    }

    /// The softmax of the logits, with nothing for special tokens.
    static func probabilities(_ logits: [Float]) -> [Float] {
        guard logits.count > firstToken else { return logits.map { _ in 0 } }
        let best = logits[Int(likeliest(logits))]
        let weights = logits.enumerated().map { $0 < firstToken ? 0 : exponential(Double($1 - best)) }
        let sum = Float(weights.reduce(0.0) { $0 + Double($1) })
        return weights.map { $0 / sum }
    }

    private static func exponential(_ x: Double) -> Float { Float(exp(x)) }
}
