import Testing

@testable import WeftBaseline

/// What a baseline needs is known before it is trained.
@Suite struct BaselinePlanTests {
    /// Documents of eight words, `classes` labels in turn.
    private func corpus(documents: Int, classes: Int) -> (corpus: TokenCorpus, labels: [Int32]) {
        var corpus = TokenCorpus()
        for document in 0..<documents {
            for word in 0..<8 { corpus.append(token: "w\((document * 7 + word * 13) % 997)") }
            corpus.endDocument()
        }
        return (corpus, (0..<documents).map { Int32($0 % classes) })
    }

    @Test func fewLabelsKeepAllFeatures() throws {
        let (corpus, labels) = corpus(documents: 600, classes: 5)
        let plan = try BaselinePlan(corpus, labels: labels, classCount: 5)
        #expect(plan.maximumFeatures == nil)
        #expect(plan.neededBytes > 0)
    }

    @Test(arguments: [800, 3000])
    func thousandsOfLabelsKeepTheFeaturesThatFit(classes: Int) throws {
        let (corpus, labels) = corpus(documents: 2 * classes, classes: classes)
        var options = Baseline.Options()
        options.regression.memoryLimit = 120 * classes * classes
        let plan = try BaselinePlan(corpus, labels: labels, classCount: classes, options: options)
        let features = try #require(plan.maximumFeatures)
        #expect(features >= 1000 && 8 * classes * features <= options.regression.memoryLimit)
        #expect(4 * classes * (10 * features + 14 * classes) <= options.regression.memoryLimit)
    }

    @Test func whatWasPlannedCanBeTrained() throws {
        let (corpus, labels) = corpus(documents: 2000, classes: 50)
        var options = Baseline.Options()
        options.regression.memoryLimit = 5_500_000
        options.regression.maximumIterations = 5
        let plan = try BaselinePlan(corpus, labels: labels, classCount: 50, options: options)
        let features = try #require(plan.maximumFeatures)
        let (baseline, _) = try Baseline.train(corpus, labels: labels, classCount: 50, options: options)
        // The terms that only lead to features come on top.
        #expect(baseline.vectorizer.featureCount < features + 997)
    }

    @Test func tooManyLabelsAreRefusedWithTheBytesNeeded() throws {
        let (corpus, labels) = corpus(documents: 60_000, classes: 60_000)
        let expected = BaselineError.memory(
            neededBytes: 4 * 60_000 * (10 * 1000 + 7 * 60_000) + 8 * 60_000 * 1000, limitBytes: 4 << 30)
        #expect(throws: expected) { try BaselinePlan(corpus, labels: labels, classCount: 60_000) }
        #expect(throws: expected) { try Baseline.train(corpus, labels: labels, classCount: 60_000) }
        #expect(!expected.description.contains("--") && !expected.description.contains("maximum features"))
    }

    @Test func everythingElseIsKnownBefore() throws {
        let (corpus, labels) = corpus(documents: 4, classes: 2)
        #expect(throws: BaselineError.oneClass(label: 1)) {
            try BaselinePlan(corpus, labels: [1, 1, 1, 1], classCount: 2)
        }
        #expect(throws: BaselineError.labelCount(expected: 4, found: 3)) {
            try BaselinePlan(corpus, labels: Array(labels.dropLast()), classCount: 2)
        }
        #expect(throws: BaselineError.noDocuments) { try BaselinePlan(TokenCorpus(), labels: [], classCount: 2) }
    }
}
