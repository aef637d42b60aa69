import Testing
import WeftCorpora

@Suite struct SplitTests {
    let labels = (0..<1000).map { ["a", "b", "b", "c", "a", "b", "b", "b", "a", $0 == 9 ? "single" : "d"][$0 % 10] }

    @Test func everyDocumentIsInOnePart() {
        let split = Split(labels: labels, fraction: 0.1, seed: 1)
        #expect((split.training + split.validation).sorted() == Array(0..<1000))
        #expect(split.training == split.training.sorted() && split.validation == split.validation.sorted())
    }

    @Test(arguments: [0.1, 0.25, 0.333, 0.5, 0.9]) func everyClassHasItsShare(fraction: Double) {
        let split = Split(labels: labels, fraction: fraction, seed: 2)
        for label in ["a", "b", "c", "d"] {
            let share = Double(labels.count { $0 == label }) * fraction
            let found = Double(split.validation.count { labels[$0] == label })
            #expect(abs(found - share) < 1)
        }
        #expect(abs(Double(split.validation.count) - 999 * fraction) <= 0.5)
        #expect(split.training.contains(9))
    }

    @Test func placesLeftByRoundingGoToTheLargestRemainders() {
        // Shares 1.5, 1.5 and 2: one place is free, and the earlier class gets it.
        let labels = Array(repeating: "a", count: 3) + Array(repeating: "b", count: 3) + Array(repeating: "c", count: 4)
        let split = Split(labels: labels, fraction: 0.5, seed: 0)
        #expect(["a", "b", "c"].map { label in split.validation.count { labels[$0] == label } } == [2, 1, 2])
    }

    @Test func theSeedDecides() {
        let one = Split(labels: labels, fraction: 0.1, seed: 1)
        #expect(one == Split(labels: labels, fraction: 0.1, seed: 1))
        #expect(one != Split(labels: labels, fraction: 0.1, seed: 2))
        #expect(one == Split(labels: labels.map { $0 + "!" }, fraction: 0.1, seed: 1))
    }

    @Test func trainingKeepsEveryClass() {
        let split = Split(labels: ["a", "a", "b", "c", "c", "c"], fraction: 1, seed: 3)
        #expect(Set(split.training.map { ["a", "a", "b", "c", "c", "c"][$0] }) == ["a", "b", "c"])
        #expect(Split(labels: [String](), fraction: 0.5, seed: 0).training.isEmpty)
        #expect(Split(labels: ["a", "a"], fraction: 0, seed: 0).validation.isEmpty)
    }

    @Test func withoutLabelsTheShareIsRounded() {
        let split = Split(count: 15, fraction: 0.1, seed: 5)
        #expect(split.validation.count == 2 && split.training.count == 13)
        #expect(Split(count: 4, fraction: 1, seed: 5).training.isEmpty)
    }

    @Test func aShuffleIsAPermutationThatTheSeedFixes() {
        let order = Shuffle.permutation(count: 100, seed: 42)
        #expect(order.sorted() == Array(0..<100) && order != Array(0..<100))
        #expect(order == Shuffle.permutation(count: 100, seed: 42))
        #expect(order != Shuffle.permutation(count: 100, seed: 43))
        #expect(Shuffle.permutation(count: 0, seed: 1).isEmpty && Shuffle.permutation(count: 1, seed: 1) == [0])
        // Made once, and by SplitMix64's published sequence for the seed 0: a release must not change the order.
        #expect(Shuffle.permutation(count: 8, seed: 0) == [1, 2, 6, 5, 4, 0, 3, 7])
    }

    @Test func everyOrderIsAsLikely() {
        var counts: [[Int]: Int] = [:]
        for seed in 0..<6000 { counts[Shuffle.permutation(count: 3, seed: UInt64(seed)), default: 0] += 1 }
        #expect(counts.count == 6 && counts.values.allSatisfy { abs($0 - 1000) < 150 })
    }
}
