import Testing
import WeftBaseline

@Suite struct EvaluationTests {
    @Test(arguments: 0..<3) func scoresAgreeWithScikitLearn(index: Int) throws {
        let golden = try BaselineGolden.load().evaluation[index]
        let matrix = try ConfusionMatrix(
            truth: golden.truth, predictions: golden.predictions, classCount: golden.classCount)
        #expect(matrix.total == golden.truth.count)
        #expect(abs(matrix.accuracy - golden.accuracy) < 1e-12)
        #expect(abs(matrix.macroF1 - golden.macroF1) < 1e-12)
        for label in 0..<golden.classCount {
            let scores = matrix.scores(of: label)
            #expect(abs(scores.precision - golden.precision[label]) < 1e-12)
            #expect(abs(scores.recall - golden.recall[label]) < 1e-12)
            #expect(abs(scores.f1 - golden.f1[label]) < 1e-12)
            #expect(scores.support == golden.truth.count { $0 == label })
        }
    }

    @Test func theMatrixCountsTruthByPrediction() throws {
        let matrix = try ConfusionMatrix(
            truth: [0, 0, 1, 2] as [Int32], predictions: [0, 1, 1, 0] as [Int32], classCount: 3)
        let counts = (0..<9).map { matrix[$0 / 3, $0 % 3] }
        #expect(counts == [1, 1, 0, 0, 1, 0, 1, 0, 0])
        #expect(matrix[0, 1] == 1 && matrix[2, 0] == 1)
        let empty = try ConfusionMatrix(truth: [Int](), predictions: [Int](), classCount: 2)
        #expect(empty.accuracy == 0 && empty.macroF1 == 0)
    }

    @Test func thousandsOfClassesTakeNoTableOfPairs() throws {
        let classCount = 60_000
        let truth = (0..<classCount).map { Int32($0) }
        let predictions = truth.map { $0 % 2 == 0 ? $0 : 0 }
        let matrix = try ConfusionMatrix(truth: truth, predictions: predictions, classCount: classCount)
        #expect(matrix.accuracy == 0.5 && matrix.total == classCount)
        #expect(matrix[0, 0] == 1 && matrix[59_999, 0] == 1 && matrix[59_999, 59_999] == 0)
        #expect(matrix.scores(of: 0).predicted == 30_001)
        // F1 is 1 for the even classes but the first, 0 for the odd ones.
        #expect(abs(matrix.macroF1 - (29_999 + 2.0 / 30_002) / 60_000) < 1e-12)
    }

    @Test func wrongLabelsThrow() {
        #expect(throws: BaselineError.labelCount(expected: 2, found: 1)) {
            try ConfusionMatrix(truth: [0, 1], predictions: [0], classCount: 2)
        }
        #expect(throws: BaselineError.labelOutOfRange(document: 1, label: 2, classCount: 2)) {
            try ConfusionMatrix(truth: [0, 1], predictions: [0, 2], classCount: 2)
        }
        #expect(throws: BaselineError.labelCount(expected: 2, found: 1)) {
            try McNemarTest(truth: [0, 1], first: [0, 1], second: [0])
        }
    }

    @Test func mcNemarAgreesWithScipy() throws {
        for values in try BaselineGolden.load().mcnemar {
            let (first, second, expected) = (Int(values[0]), Int(values[1]), values[2])
            let found = McNemarTest(firstOnly: first, secondOnly: second).pValue
            #expect(abs(found - expected) <= 1e-10 * expected + .leastNormalMagnitude, "\(first), \(second): \(found)")
            #expect(McNemarTest(firstOnly: second, secondOnly: first).pValue == found)
        }
    }

    @Test func mcNemarCountsDocumentsThatOneGetsRight() throws {
        let test = try McNemarTest(truth: [0, 1, 2, 0, 1], first: [0, 1, 0, 1, 2], second: [0, 0, 2, 0, 2])
        #expect(test == McNemarTest(firstOnly: 1, secondOnly: 2))
        #expect(test.pValue == 1)
        #expect(McNemarTest(firstOnly: 0, secondOnly: 4_000_000_000).pValue == 0)
    }
}
