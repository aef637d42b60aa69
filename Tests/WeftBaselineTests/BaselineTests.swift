import Testing
import WeftBaseline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct BaselineTests {
    private let documents = [
        "the weft runs over the warp", "a weft of red wool", "the warp of the loom holds", "wool and linen on a loom",
        "rain falls on the hills", "the wind brings cold rain", "snow on the hills tonight",
        "a cold wind and more snow",
        "bread needs flour and salt", "knead the dough for bread", "salt and butter in the dough",
        "flour water and time",
    ]
    private let labels: [Int32] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]

    @Test func learnsItsDocuments() throws {
        var options = Baseline.Options()
        options.strength = 30
        let (baseline, report) = try Baseline.train(words(documents), labels: labels, classCount: 3, options: options)
        #expect(report.fit.isConverged)
        #expect(report.fit.strength == 30 && report.trials.isEmpty)
        #expect(baseline.predictions(words(documents)) == labels)
        let found = baseline.predictions(words(["red linen", "snow and wind", "butter on bread"]))
        #expect(found == [0, 1, 2])
    }

    @Test func choosesTheSmallestBestStrengthOnValidationDocuments() throws {
        let validation = Baseline.Validation(
            corpus: words(["wool loom", "cold rain", "salt dough"]), labels: [0, 1, 2])
        let (baseline, report) = try Baseline.train(
            words(documents), labels: labels, classCount: 3, validation: validation)
        // Already C = 1 finds all, so two values above it and two below are tried, and the smallest wins.
        #expect(report.trials.map(\.fit.strength) == [0.1, 0.3, 1, 3, 10])
        #expect(report.trials.allSatisfy { $0.validationAccuracy == 1 })
        #expect(report.fit.strength == 0.1)
        #expect(report.fit.isConverged)
        #expect(baseline.predictions(validation.corpus) == validation.labels)
        // The path through smaller C must not show in the result.
        var options = Baseline.Options()
        options.strength = report.fit.strength
        options.regression.tolerance = 1e-7
        let direct = try Baseline.train(words(documents), labels: labels, classCount: 3, options: options).baseline
        for (one, other) in zip(baseline.probabilities(validation.corpus), direct.probabilities(validation.corpus)) {
            for (left, right) in zip(one, other) { #expect(abs(left - right) < 1e-3) }
        }
    }

    @Test func progressIsReportedAndCanStopATraining() throws {
        var seen: [BaselineProgress] = []
        let (_, report) = try Baseline.train(words(documents), labels: labels, classCount: 3) { progress in
            seen.append(progress)
            return true
        }
        #expect(seen.count == 1 + report.fit.iterations && seen.first == .counting(0))
        for last in seen.indices {
            var heard = 0
            #expect(throws: BaselineError.interrupted) {
                try Baseline.train(words(documents), labels: labels, classCount: 3) { _ in
                    heard += 1
                    return heard <= last
                }
            }
            #expect(heard == last + 1)
        }
    }

    @Test(arguments: [2, 3]) func tokenWeightsSumToTheMargin(classes: Int) throws {
        let corpus = words(documents, splitting: .ideographs)
        let labels = self.labels.map { min($0, Int32(classes - 1)) }
        let (baseline, _) = try Baseline.train(corpus, labels: labels, classCount: classes)
        let tokens = ["the", "weft", "unseen", "the", "weft", "runs", "织布", "cold"]
        var query = baseline.makeCorpus()
        query.append(document: tokens)
        let probabilities = baseline.probabilities(query)[0]
        let biases = baseline.regression.biases.map(Double.init)
        let sums = (0..<classes).map { label in
            let weights = baseline.tokenWeights(tokens, class: label)
            #expect(weights.count == tokens.count)
            #expect(weights[2] == 0 && weights[6] == 0)
            return weights.reduce(0, +)
        }
        if classes == 2 {
            #expect(abs(sums[0] + sums[1]) < 1e-9)
            #expect(abs(1 / (1 + exp(-sums[1] - biases[0])) - probabilities[1]) < 1e-6)
        } else {
            let powers = zip(sums, biases).map { exp($0 + $1) }
            for (power, probability) in zip(powers, probabilities) {
                #expect(abs(power / powers.reduce(0, +) - probability) < 1e-6)
            }
        }
        #expect(baseline.tokenWeights(["weft"], class: 0)[0] > 0)
        #expect(baseline.tokenWeights([], class: 0).isEmpty)
    }

    @Test func cutTokensCountAsOneInAnExplanation() throws {
        var corpus = TokenCorpus()
        for tokens in [["织布机"], ["织布"], ["下雨"], ["雨", "风"]] { corpus.append(document: tokens) }
        let (baseline, _) = try Baseline.train(corpus, labels: [0, 0, 1, 1], classCount: 2)
        let weights = baseline.tokenWeights(["织机", "雨"], class: 0)
        #expect(weights.count == 2)
        #expect(weights[0] > 0 && weights[1] < 0)
    }

    @Test func storedArraysGiveTheSameBaseline() throws {
        let (baseline, _) = try Baseline.train(words(documents), labels: labels, classCount: 4)
        let stored = Dictionary(uniqueKeysWithValues: baseline.storedArrays.map { ($0.name, $0.values) })
        #expect(try Baseline { stored[$0] } == baseline)
        for name in stored.keys {
            #expect(throws: BaselineError.self) { try Baseline { $0 == name ? nil : stored[$0] } }
            #expect(throws: BaselineError.self, "\(name)") {
                try Baseline { $0 == name ? .integers([-7, 3]) : stored[$0] }
            }
        }
    }

    @Test func errorsAreTyped() {
        #expect(throws: BaselineError.labelCount(expected: 12, found: 0)) {
            try Baseline.train(words(documents), labels: [], classCount: 3)
        }
        #expect(throws: BaselineError.noDocuments) { try Baseline.train(words([]), labels: [], classCount: 3) }
        #expect(throws: BaselineError.oneClass(label: 1)) {
            try Baseline.train(words(["a", "b"]), labels: [1, 1], classCount: 3)
        }
        #expect(throws: BaselineError.labelCount(expected: 1, found: 0)) {
            try Baseline.train(
                words(documents), labels: labels, classCount: 3,
                validation: .init(corpus: words(["a"]), labels: []))
        }
        #expect("\(BaselineError.oneClass(label: 1))".contains("expected at least two classes"))
    }
}
