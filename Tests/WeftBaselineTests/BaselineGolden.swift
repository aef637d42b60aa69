import FoundationEssentials
import TestSupport
import WeftBaseline

/// The values of `baseline.json`; `make_golden_baseline.py` documents them.
struct BaselineGolden: Decodable {
    struct TFIDF: Decodable {
        let name: String
        let characters: Bool
        let minimumLength, maximumLength, minimumDocumentFrequency: Int
        let isSublinear: Bool
        let documents, queries, features: [[String]]
        let rows, queryRows: [[Double]]
    }

    struct Regression: Decodable {
        let name: String
        let classCount, columnCount: Int
        let strength, objective: Double
        let rows: [[Double]]
        let labels: [Int32]
        let weights: [[Double]]
        let biases: [Double]
        let probabilities: [[Double]]

        func sparseRows() -> SparseRows {
            var result = SparseRows(columnCount: columnCount)
            for row in labels.indices {
                result.append(row: rows.filter { Int($0[0]) == row }.map { (Int($0[1]), Float($0[2])) })
            }
            return result
        }
    }

    struct Evaluation: Decodable {
        let classCount: Int
        let truth, predictions: [Int]
        let accuracy, macroF1: Double
        let precision, recall, f1: [Double]
    }

    let tfidf: [TFIDF]
    let regression: [Regression]
    let evaluation: [Evaluation]
    let mcnemar: [[Double]]

    static func load() throws -> BaselineGolden {
        let data = try Data(contentsOf: URL(filePath: Fixtures.path("baseline.json")))
        return try JSONDecoder().decode(BaselineGolden.self, from: data)
    }
}

/// A corpus of words separated by spaces, nothing cut.
func words(_ documents: [String], splitting: TokenSplitting = .none) -> TokenCorpus {
    var corpus = TokenCorpus(splitting: splitting)
    for document in documents { corpus.append(document: document.split(separator: " ").map(String.init)) }
    return corpus
}

/// Seeded numbers for test data.
struct TestNumbers {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
