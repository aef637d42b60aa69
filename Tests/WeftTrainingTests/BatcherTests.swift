import TestSupport
import Testing
import WeftTraining

@Suite struct BatcherTests {
    private let lengths = randomValues(1000, seed: 4).map { 1 + Int(abs($0) * 60) }

    private func epoch(_ batcher: Batcher) -> [[Int]] {
        var batch: [Int] = []
        return (0..<batcher.batchCount).map { index in
            batcher.fill(&batch, batch: index)
            return batch
        }
    }

    @Test(arguments: [1, 7, 32, 1000, 5000]) func everyExampleOnce(size: Int) {
        var batcher = Batcher(lengths: lengths, .init(batchSize: size, seed: 1))
        for number in 0..<3 {
            batcher.start(epoch: number)
            let batches = epoch(batcher)
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<1000))
            #expect(batches.allSatisfy { $0.count <= size && !$0.isEmpty })
            #expect(batches.count == (1000 + size - 1) / size)
        }
    }

    @Test func isAFunctionOfSeedAndEpoch() {
        var first = Batcher(lengths: lengths, .init(batchSize: 16, seed: 1))
        var second = first
        let zero = epoch(first)
        first.start(epoch: 5)
        second.start(epoch: 2)
        second.start(epoch: 5)
        #expect(epoch(first) == epoch(second))
        #expect(epoch(first) != zero)
        first.start(epoch: 0)
        #expect(epoch(first) == zero)
        #expect(zero != epoch(Batcher(lengths: lengths, .init(batchSize: 16, seed: 2))))
    }

    /// Batches hold like lengths, yet come in no order of length.
    @Test func batchesHoldLikeLengthsInRandomOrder() {
        let batches = epoch(Batcher(lengths: lengths, .init(batchSize: 16, seed: 3)))
        let spreads = batches.map { batch in
            let values = batch.map { lengths[$0] }
            return (values.max() ?? 0) - (values.min() ?? 0)
        }
        #expect(Double(spreads.reduce(0, +)) / Double(spreads.count) < 3)
        let firsts = batches.map { lengths[$0[0]] }
        #expect(firsts != firsts.sorted() && firsts != firsts.sorted(by: >))
        let rises = zip(firsts, firsts.dropFirst()).filter { $0 < $1 }.count
        #expect(rises > firsts.count / 4 && rises < firsts.count * 3 / 4)
    }

    @Test func tokenLimitHoldsButForOneLongSequence() {
        var configuration = Batcher.Configuration(batchSize: 64, tokenLimit: 50, seed: 1)
        configuration.pool = 2
        let batches = epoch(Batcher(lengths: lengths, configuration))
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<1000))
        for batch in batches {
            #expect(batch.count == 1 || batch.reduce(0) { $0 + lengths[$1] } <= 50)
        }
        #expect(batches.contains { $0.count == 1 } && batches.contains { $0.count > 10 })
    }

    @Test func noExamplesNoBatches() {
        #expect(Batcher(lengths: [], .init(batchSize: 4, seed: 1)).batchCount == 0)
        #expect(EvaluationOrder(lengths: [], batchSize: 4).batches.isEmpty)
    }

    @Test func evaluationIsSortedAndComplete() {
        let evaluation = EvaluationOrder(lengths: [2, 9, 4, 9, 1], batchSize: 2)
        #expect(evaluation.order == [1, 3, 2, 0, 4])
        #expect(evaluation.batches == [0..<2, 2..<4, 4..<5])
    }

    @Test func sequentialBatchesComeInOrder() {
        var source = SequentialBatches(count: 3)
        source.start(epoch: 4)
        var batch = [7, 7]
        source.fill(&batch, batch: 2)
        #expect(batch == [2] && source.batchCount == 3)
    }
}
