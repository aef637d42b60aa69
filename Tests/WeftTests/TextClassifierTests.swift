import TestSupport
import Testing
import Weft
import WeftCorpora
import WeftText

/// The classifier as an app uses it, on a corpus small enough for seconds.
@Suite struct TextClassifierTests {
    /// Two topics told apart by their words, with words in common.
    private static let documents: [Document] = {
        let river = [
            "the river runs past the mill", "a boat on the water", "rain fills the stream", "fish swim by the bridge",
        ]
        let bread = [
            "the baker sells warm bread", "flour and salt on the table", "a loaf in the oven", "butter melts on toast",
        ]
        return (0..<6).flatMap { round in
            river.map { Document(text: "\($0) \(round)", label: "river") }
                + bread.map { Document(text: "\($0) \(round)", label: "bread") }
        }
    }()

    private static var options: ClassifierOptions {
        var options = ClassifierOptions()
        options.embeddingSize = 20
        options.hiddenSize = 17
        options.layerCount = 2
        options.attentionSize = 9
        options.minimumCount = 1
        options.training.epochs = 6
        options.batchSize = 8
        options.training.learningRate = 0.01
        options.dropout = 0.2
        return options
    }

    private func trained(
        _ options: ClassifierOptions = options, threads: Int = 1
    ) throws -> TextClassifier {
        try TextClassifier.train(Self.documents, options: options, threads: threads)
    }

    @Test func learnsAndIsJudgedBesideItsBaseline() throws {
        let classifier = try trained()
        #expect(classifier.labels == ["bread", "river"])
        let right = try Self.documents.count { try classifier.classify($0.text).label == $0.label }
        #expect(right == Self.documents.count)
        let report = try classifier.evaluate(Self.documents)
        #expect(report.model.accuracy == 1)
        #expect(report.baseline?.accuracy == 1)
        #expect(report.pValue == 1)
    }

    @Test func sameSeedGivesSameBytesForAnyNumberOfThreads() throws {
        let files = try [1, 2, 3].map { threads in
            try withFolder { folder in
                let path = folder.file("model.weft")
                try trained(threads: threads).save(to: path, threads: threads)
                return folder.read("model.weft")
            }
        }
        #expect(files[0] == files[1] && files[0] == files[2])
        var other = Self.options
        other.seed = 2
        let different = try withFolder { folder in
            try trained(other).save(to: folder.file("model.weft"))
            return folder.read("model.weft")
        }
        #expect(different != files[0])
    }

    @Test(arguments: PoolingKind.allCases) func savedClassifierAnswersAsBefore(pooling: PoolingKind) throws {
        var options = Self.options
        options.pooling = pooling
        options.training.epochs = 2
        let classifier = try trained(options)
        try withFolder { folder in
            try classifier.save(to: folder.file("model.weft"))
            let loaded = try TextClassifier(contentsOf: folder.file("model.weft"), threads: 2)
            for text in ["a boat in the oven", "", "völlig unbekannt 🎉", "the the the"] {
                #expect(try loaded.classify(text) == classifier.classify(text))
                #expect(try loaded.explain(text) == classifier.explain(text))
            }
            try loaded.save(to: folder.file("again.weft"))
            #expect(folder.read("again.weft") == folder.read("model.weft"))
        }
    }

    @Test(arguments: CellKind.allCases) func manyAtOnceEqualOneByOne(cell: CellKind) throws {
        var options = Self.options
        options.cell = cell
        options.training.epochs = 1
        let classifier = try trained(options, threads: 2)
        let texts = Self.documents.map(\.text) + ["", "one", String(repeating: "long ", count: 300)]
        let together = try classifier.classify(texts)
        for (text, result) in zip(texts, together) { #expect(try classifier.classify(text) == result) }
    }

    @Test func resumedTrainingEndsInTheSameBytes() throws {
        try withFolder { folder in
            let whole = try ClassifierTrainer(Self.documents, options: Self.options)
            _ = try whole.run()
            try whole.finish().save(to: folder.file("whole.weft"))
            for stop in [1, 7, 12, 23] {
                let first = try ClassifierTrainer(Self.documents, options: Self.options, threads: 2)
                var surroundings = TrainingSurroundings()
                let steps = Counter()
                surroundings.report = { if case .step = $0 { steps.value += 1 } }
                surroundings.isInterrupted = { steps.value >= stop }
                #expect(try first.run(surroundings).reason == .interrupted)
                try first.saveState(to: folder.file("state"))
                let second = try ClassifierTrainer(Self.documents, options: Self.options)
                try second.restoreState(from: folder.file("state"))
                _ = try second.run()
                try second.finish().save(to: folder.file("resumed.weft"))
                #expect(folder.read("resumed.weft") == folder.read("whole.weft"), "stopped at \(stop)")
            }
        }
    }

    @Test func stateOfAnotherTrainingIsRefused() throws {
        try withFolder { folder in
            let path = folder.file("state")
            try ClassifierTrainer(Self.documents, options: Self.options).saveState(to: path)
            var other = Self.options
            other.training.learningRate = 0.5
            #expect(
                throws: ModelError.otherOptions(path: path, differences: ["learning-rate: expected 0.5, found 0.01"])
            ) {
                try ClassifierTrainer(Self.documents, options: other).restoreState(from: path)
            }
            #expect(throws: ModelError.otherTraining(path: path, part: "training data")) {
                try ClassifierTrainer(Array(Self.documents.dropLast()), options: Self.options).restoreState(from: path)
            }
        }
    }

    @Test func explanationCoversTheTextAsGiven() throws {
        let classifier = try trained()
        let text = "The ＲＩＶＥＲ — a “boat”, café 👩‍👩‍👧 !"
        let explanation = try classifier.explain(text)
        let utf8 = Array(text.utf8)
        for token in explanation.tokens { #expect(token.text == String(decoding: utf8[token.range], as: UTF8.self)) }
        #expect(explanation.tokens.contains { $0.text == "ＲＩＶＥＲ" } && explanation.tokens.contains { $0.text == "👩‍👩‍👧" })
        let sum = explanation.tokens.reduce(0) { $0 + ($1.attention ?? 0) }
        #expect(abs(sum - 1) < 1e-5)
    }

    @Test("A token weighs the probability that the label loses without it") func weightsOfTokens() throws {
        let classifier = try trained()
        let explanation = try classifier.explain("a qqq on the river")
        let whole = explanation.classification
        #expect(explanation.tokens.map(\.text) == ["a", "qqq", "on", "the", "river"])
        #expect(explanation.tokens[1].weight == 0)
        let without = try classifier.classify("a qqq on the zzz")
        let probability = try #require(without.scores.first { $0.label == whole.label }?.probability)
        #expect(abs(explanation.tokens[4].weight - (whole.probability - probability)) < 1e-6)
    }

    @Test func oneLabelIsRefused() {
        let documents = (0..<5).map { Document(text: "text \($0)", label: "only") }
        #expect(throws: ModelError.self) { try ClassifierTrainer(documents) }
        #expect(throws: ModelError.self) { try ClassifierTrainer([]) }
    }

    @Test func labelNeverSeenIsNamedWithItsPlace() throws {
        let classifier = try trained()
        let stranger = Document(text: "x", label: "mountain", location: .init(file: "test.tsv", line: 7))
        let error = #expect(throws: ModelError.self) { try classifier.evaluate([stranger]) }
        #expect(
            error?.description == "test.tsv:7: expected one of the model's labels (bread, river), found \"mountain\"")
    }

    @Test func tenThousandLabels() throws {
        let documents = (0..<10_000).flatMap { label in
            [
                Document(text: "word\(label)", label: "l\(label)"),
                Document(text: "word\(label) again", label: "l\(label)"),
            ]
        }
        var options = Self.options
        options.training.epochs = 1
        options.batchSize = 512
        options.layerCount = 1
        options.trainsBaseline = false
        let classifier = try TextClassifier.train(documents, options: options, threads: 2)
        let result = try classifier.classify("word17")
        #expect(result.scores.count == 10_000)
        #expect(abs(result.scores.reduce(0) { $0 + $1.probability } - 1) < 1e-3)
    }

    @Test func severalThreadsShareAClassifier() async throws {
        let classifier = try trained()
        let expected = try Self.documents.map { try classifier.classify($0.text) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { try Self.documents.map { try classifier.classify($0.text) } == expected }
            }
            for try await same in group { #expect(same) }
        }
    }
}

/// A number that closures share.
private final class Counter {
    var value = 0
}

private func withFolder<Result>(_ body: (TemporaryFolder) throws -> Result) rethrows -> Result {
    try body(TemporaryFolder())
}
