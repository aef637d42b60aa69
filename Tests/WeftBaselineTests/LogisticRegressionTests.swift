import TestSupport
import Testing
import WeftBaseline

@Suite struct LogisticRegressionTests {
    private static func tight() -> LogisticRegression.Options {
        var options = LogisticRegression.Options()
        options.tolerance = 1e-7
        return options
    }

    @Test(arguments: 0..<5) func reachesTheOptimumOfScikitLearn(index: Int) throws {
        let golden = try BaselineGolden.load().regression[index]
        let rows = golden.sparseRows()
        let (model, fit) = try LogisticRegression.fit(
            rows, labels: golden.labels, classCount: golden.classCount, strength: golden.strength,
            options: Self.tight())
        #expect(fit.isConverged, "\(golden.name): \(fit)")
        #expect(abs(fit.objective - golden.objective) < 1e-6 * golden.objective)
        let isBinomial = golden.classCount == 2
        for (lane, expected) in golden.weights.enumerated() {
            for feature in 0..<golden.columnCount {
                let found = model.weight(feature: feature, class: isBinomial ? 1 : lane)
                #expect(abs(Double(found) - expected[feature]) < 2e-3, "\(golden.name), class \(lane)")
                if isBinomial { #expect(model.weight(feature: feature, class: 0) == -found) }
            }
            #expect(abs(Double(model.biases[lane]) - golden.biases[lane]) < 2e-3)
        }
        for (found, expected) in zip(model.probabilities(rows), golden.probabilities) {
            for (one, other) in zip(found, expected) { #expect(abs(one - other) < 2e-4) }
            #expect(abs(found.reduce(0, +) - 1) < 1e-12)
        }
        let likeliest = golden.probabilities.map { values in values.indices.max { values[$0] < values[$1] } }
        #expect(model.predictions(rows).map { Int($0) } == likeliest)
    }

    /// Documents with words of their class and of none; the last words are unique.
    private func data(documents: Int, classes: Int, seed: UInt64) throws -> (rows: SparseRows, labels: [Int32]) {
        var numbers = TestNumbers(state: seed)
        var corpus = TokenCorpus(splitting: .none)
        var labels: [Int32] = []
        for document in 0..<documents {
            let label = document < classes ? document : numbers.next(classes)
            labels.append(Int32(label))
            for _ in 0..<12 { corpus.append(token: "w\(numbers.next(200))") }
            for _ in 0..<2 { corpus.append(token: "c\(label)_\(numbers.next(3))") }
            corpus.endDocument()
        }
        return (try TFIDFVectorizer.fit(corpus).rows, labels)
    }

    @Test(arguments: [2, 3, 5, 9, 20]) func anyNumberOfThreadsGivesTheSameBits(classes: Int) throws {
        let (rows, labels) = try data(documents: 1500, classes: classes, seed: 11)
        let one = try LogisticRegression.fit(rows, labels: labels, classCount: classes, strength: 3)
        for threads in [2, 3, 8] {
            let many = try LogisticRegression.fit(
                rows, labels: labels, classCount: classes, strength: 3, threads: threads)
            #expect(sameBits(one.model.weights, many.model.weights) && sameBits(one.model.biases, many.model.biases))
            #expect(one.fit == many.fit)
        }
    }

    /// With one column for all documents the weights of features are held; with many, those of documents.
    @Test func bothWaysOfHoldingWeightsAgree() throws {
        var (rows, labels) = try data(documents: 60, classes: 3, seed: 5)
        let direct = try LogisticRegression.fit(
            rows, labels: labels, classCount: 3, strength: 5, options: Self.tight())
        // Repeating every document k times with C / k is the same problem, with more documents than features.
        var repeated = SparseRows(columnCount: rows.columnCount)
        let copies = 40
        for row in 0..<rows.rowCount {
            for _ in 0..<copies {
                repeated.append(row: rows.range(of: row).map { (Int(rows.columns[$0]), rows.values[$0]) })
            }
        }
        labels = labels.flatMap { Array(repeating: $0, count: copies) }
        let other = try LogisticRegression.fit(
            repeated, labels: labels, classCount: 3, strength: 5 / Double(copies), options: Self.tight())
        #expect(abs(direct.fit.objective - other.fit.objective) < 1e-6)
        for feature in 0..<rows.columnCount {
            for label in 0..<3 {
                let difference =
                    direct.model.weight(feature: feature, class: label)
                    - other.model.weight(feature: feature, class: label)
                #expect(abs(difference) < 2e-3)
            }
        }
    }

    @Test func unseenClassesHaveNoProbability() throws {
        var rows = SparseRows(columnCount: 3)
        for column in [0, 1, 2, 0, 1, 2] { rows.append(row: [(column, 1)]) }
        let three = try LogisticRegression.fit(rows, labels: [1, 3, 4, 1, 3, 4], classCount: 6).model
        #expect(three.predictions(rows) == [1, 3, 4, 1, 3, 4])
        for row in three.probabilities(rows) { #expect(row[0] == 0 && row[2] == 0 && row[5] == 0) }
        let two = try LogisticRegression.fit(rows, labels: [4, 2, 4, 4, 2, 4], classCount: 5).model
        #expect(two.laneCount == 1)
        #expect(two.predictions(rows) == [4, 2, 4, 4, 2, 4])
        #expect(two.probabilities(rows).allSatisfy { $0[0] == 0 && abs($0[2] + $0[4] - 1) < 1e-12 })
    }

    @Test func withoutFeaturesTheBiasesAreTheShares() throws {
        var rows = SparseRows(columnCount: 0)
        for _ in 0..<8 { rows.append(row: []) }
        let model = try LogisticRegression.fit(
            rows, labels: [0, 0, 0, 0, 1, 1, 2, 2], classCount: 3, options: Self.tight()
        ).model
        for (found, expected) in zip(model.probabilities(rows)[0], [0.5, 0.25, 0.25]) {
            #expect(abs(found - expected) < 1e-6)
        }
    }

    @Test func equalDocumentsWithDifferentLabelsShareTheProbability() throws {
        var rows = SparseRows(columnCount: 1)
        for _ in 0..<4 { rows.append(row: [(0, 1)]) }
        let model = try LogisticRegression.fit(
            rows, labels: [0, 1, 1, 1], classCount: 2, strength: 10, options: Self.tight()
        ).model
        #expect(abs(model.probabilities(rows)[0][1] - 0.75) < 1e-5)
    }

    @Test func thousandsOfClassesStayInsideTheMemoryLimit() throws {
        let (rows, labels) = try data(documents: 3000, classes: 3000, seed: 3)
        var options = LogisticRegression.Options()
        options.maximumIterations = 2
        options.memoryLimit = 1 << 20
        #expect(throws: BaselineError.self) {
            try LogisticRegression.fit(rows, labels: labels, classCount: 3000, options: options)
        }
        var narrow = SparseRows(columnCount: 4)
        for row in 0..<3000 { narrow.append(row: [(row % 4, 1)]) }
        options.memoryLimit = 300 << 20
        options.tolerance = 0
        let fit = try LogisticRegression.fit(narrow, labels: labels, classCount: 3000, options: options)
        #expect(fit.fit.iterations == 2)
        #expect(fit.model.predictions(narrow).count == 3000)
    }

    @Test func wrongLabelsThrow() throws {
        var rows = SparseRows(columnCount: 1)
        rows.append(row: [(0, 1)])
        rows.append(row: [])
        #expect(throws: BaselineError.oneClass(label: 1)) {
            try LogisticRegression.fit(rows, labels: [1, 1], classCount: 2)
        }
        #expect(throws: BaselineError.labelCount(expected: 2, found: 1)) {
            try LogisticRegression.fit(rows, labels: [1], classCount: 2)
        }
        #expect(throws: BaselineError.labelOutOfRange(document: 1, label: 2, classCount: 2)) {
            try LogisticRegression.fit(rows, labels: [1, 2], classCount: 2)
        }
        #expect(throws: BaselineError.labelOutOfRange(document: 0, label: -1, classCount: 2)) {
            try LogisticRegression.fit(rows, labels: [-1, 1], classCount: 2)
        }
        #expect(throws: BaselineError.noDocuments) {
            try LogisticRegression.fit(SparseRows(columnCount: 1), labels: [], classCount: 2)
        }
        for strength in [0, -1, Double.nan, .infinity] {
            #expect(throws: BaselineError.self) {
                try LogisticRegression.fit(rows, labels: [0, 1], classCount: 2, strength: strength)
            }
        }
    }
}
