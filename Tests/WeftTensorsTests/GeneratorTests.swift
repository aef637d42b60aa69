import Testing
import WeftTensors

@Suite struct GeneratorTests {
    /// The known answers that Salmon et al. give for Philox4×32-10: counter 0 and key 0, all ones, digits of pi.
    @Test func agreesWithTheKnownAnswers() {
        var zeros = Generator(seed: 0)
        #expect(zeros.next() == 0xE169_C58D_6627_E8D5)
        var ones = Generator(seed: .max, stream: .max, counter: .max)
        #expect(ones.next() == 0x41C8_3B0E_408F_276D)
        var pi = Generator(
            seed: 0x299F_31D0_A409_3822, stream: 0x0370_7344_1319_8A2E, counter: 0x85A3_08D3_243F_6A88)
        #expect(pi.next() == 0x94FD_CCEB_D16C_FE09)
    }

    @Test func aDrawDependsOnSeedStreamAndCounterAlone() {
        var whole = Generator(seed: 7, stream: 3)
        let draws = (0..<100).map { _ in whole.next() }
        #expect(whole.counter == 100)
        var late = Generator(seed: 7, stream: 3, counter: 60)
        #expect((60..<100).map { _ in late.next() } == Array(draws[60...]))
        #expect(late == whole)
        var other = Generator(seed: 7, stream: 4), another = Generator(seed: 8, stream: 3)
        #expect(other.next() != draws[0] && another.next() != draws[0])
        #expect(Set(draws).count == 100)
    }

    @Test func theCounterWrapsRound() {
        var last = Generator(seed: 1, counter: .max), first = Generator(seed: 1)
        _ = last.next()
        #expect(last.next() == first.next())
    }

    @Test func uniformStaysInItsBoundsAndFillsThem() {
        var generator = Generator(seed: 11)
        let draws = (0..<20_000).map { _ in generator.uniform() }
        #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
        let mean = draws.reduce(0) { $0 + Double($1) } / 20_000
        #expect(abs(mean - 0.5) < 0.01)
        let tenths = draws.reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1 * 10)] += 1 }
        #expect(tenths.allSatisfy { abs($0 - 2000) < 200 })
        let scaled = (0..<1000).map { _ in generator.uniform(-3, 5) }
        #expect(scaled.allSatisfy { $0 >= -3 && $0 < 5 } && (scaled.max() ?? 0) > 4.5 && (scaled.min() ?? 0) < -2.5)
    }

    @Test func belowGivesEveryNumberAboutAsOften() {
        var generator = Generator(seed: 12)
        #expect((0..<20).allSatisfy { _ in generator.below(1) == 0 })
        let counts = (0..<30_000).reduce(into: [Int](repeating: 0, count: 3)) { counts, _ in
            counts[generator.below(3)] += 1
        }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }

    @Test(arguments: [0, 1, 2, 17, 1000])
    func aPermutationHoldsEveryNumberOnce(count: Int) {
        var generator = Generator(seed: 13)
        let order = generator.permutation(count)
        #expect(order.sorted() == Array(0..<count))
        if count == 1000 { #expect(order != generator.permutation(count) && order != Array(0..<count)) }
    }

    @Test func everyOrderOfThreeComesUp() {
        var generator = Generator(seed: 14)
        let orders = (0..<6000).reduce(into: [[Int]: Int]()) { counts, _ in
            counts[generator.permutation(3), default: 0] += 1
        }
        #expect(orders.count == 6)
        #expect(orders.values.allSatisfy { abs($0 - 1000) < 150 })
    }
}
