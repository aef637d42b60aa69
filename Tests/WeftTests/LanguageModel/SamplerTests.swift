import Testing
import Weft

@Suite("Drawing tokens")
struct SamplerTests {
    /// Specials have the largest logits here, and are never drawn.
    private let logits: [Float] = [90, 80, 70, 60, 1, 3, 2, 3, -1]

    private func counts(_ options: Sampler.Options, draws: Int = 4000) -> [Int] {
        var sampler = Sampler(options)
        var counts = logits.map { _ in 0 }
        for _ in 0..<draws { counts[Int(sampler.draw(logits))] += 1 }
        return counts
    }

    @Test("temperature 0, top-k 1 and a tiny top-p take the likeliest, of equals the first") func greedy() {
        for options in [
            Sampler.Options(temperature: 0), .init(temperature: 1, topK: 1), .init(temperature: 1, topP: 1e-9),
            .init(temperature: 1, topP: 0), .init(temperature: 1e-300), .init(temperature: 0, topK: 3, topP: 0.5),
        ] {
            let drawn = counts(options, draws: 200)
            if options.temperature == 1e-300 {
                // The two likeliest are equally likely at every temperature.
                #expect(drawn[5] + drawn[7] == 200)
            } else {
                #expect(drawn[5] == 200, "\(options)")
            }
        }
    }

    @Test("draws follow the probabilities") func distribution() {
        let drawn = counts(.init(temperature: 1), draws: 20_000)
        // e^x over the sum of 1, 3, 2, 3, -1.
        let expected = [0.0537, 0.3966, 0.1459, 0.3966, 0.0073]
        #expect(drawn[..<4].allSatisfy { $0 == 0 })
        for (count, share) in zip(drawn[4...], expected) { #expect(abs(Double(count) / 20_000 - share) < 0.012) }
    }

    @Test("top-k keeps k tokens, top-p the fewest that reach p") func cut() {
        #expect(counts(.init(temperature: 1, topK: 2)).enumerated().filter { $0.element > 0 }.map(\.offset) == [5, 7])
        #expect(
            counts(.init(temperature: 1, topK: 3)).enumerated().filter { $0.element > 0 }.map(\.offset) == [5, 6, 7])
        // The two likeliest have 0.793 together, the three likeliest 0.939.
        #expect(
            counts(.init(temperature: 1, topP: 0.70)).enumerated().filter { $0.element > 0 }.map(\.offset) == [5, 7])
        #expect(
            counts(.init(temperature: 1, topP: 0.85)).enumerated().filter { $0.element > 0 }.map(\.offset) == [5, 6, 7])
        #expect(counts(.init(temperature: 1, topK: 100, topP: 1))[8] > 0)
    }

    @Test("the same seed draws the same, another seed another") func seeds() {
        func draw(_ seed: UInt64) -> [Int32] {
            var sampler = Sampler(.init(temperature: 1, seed: seed))
            return (0..<50).map { _ in sampler.draw(logits) }
        }
        #expect(draw(1) == draw(1))
        #expect(draw(1) != draw(2))
    }

    @Test("numbers that are none do no harm") func notFinite() {
        var sampler = Sampler(.init(temperature: 1, topK: 5, topP: 0.9))
        let found = sampler.draw(logits.map { _ in .nan })
        #expect((4..<9).contains(found))
    }
}
