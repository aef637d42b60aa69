import FoundationEssentials
import WeftBaseline

/// Our side of `peers/baseline.py`: learns the features of a folder's train.tok, fits a model, judges it on test.tok.
///
///     BaselineBenchmark FOLDER C THREADS
///
/// C is a number, or `choose` to choose it on valid.tok. Prints one JSON object on one line: accuracy, features,
/// iterations, objective, whether the fit converged, and seconds.

/// Tokens and labels of one part of a corpus.
struct TokenFile {
    var corpus = TokenCorpus(splitting: .none)
    var labels: [Int32] = []

    /// Reads documents, one a line: `class number<TAB>tokens separated by spaces`.
    init(_ path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let tab = line.firstIndex(of: UInt8(ascii: "\t")) ?? line.endIndex
            labels.append(Int32(String(decoding: line[..<tab], as: UTF8.self)) ?? -1)
            for token in line[tab...].dropFirst().split(separator: UInt8(ascii: " ")) {
                token.withUnsafeBufferPointer { _ = corpus.append(token: $0.span) }
            }
            corpus.endDocument()
        }
    }

    func accuracy(of predictions: [Int32]) -> Double {
        Double(zip(predictions, labels).count { $0 == $1 }) / Double(labels.count)
    }
}

func seconds<Result>(_ body: () throws -> Result) rethrows -> (seconds: Double, result: Result) {
    var result: Result?
    let duration = try ContinuousClock().measure { result = try body() }
    guard let result else { preconditionFailure("measured nothing") }
    return (duration / .seconds(1), result)
}

func describe(_ fit: LogisticRegression.Fit) -> String {
    "\"c\": \(fit.strength), \"iterations\": \(fit.iterations), \"objective\": \(fit.objective), "
        + "\"converged\": \(fit.isConverged)"
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let threads = Int(arguments[3]) else {
    fatalError("expected FOLDER C THREADS, found \(arguments.dropFirst().joined(separator: " "))")
}
let train = try TokenFile(arguments[1] + "/train.tok")
let test = try TokenFile(arguments[1] + "/test.tok")
let classCount = Int(train.labels.max() ?? 0) + 1
if let strength = Double(arguments[2]) {
    let (vectorize, features) = try seconds { try TFIDFVectorizer.fit(train.corpus) }
    let (fit, found) = try seconds {
        try LogisticRegression.fit(
            features.rows, labels: train.labels, classCount: classCount, strength: strength, threads: threads)
    }
    let predictions = found.model.predictions(features.vectorizer.transform(test.corpus))
    print(
        "{\"accuracy\": \(test.accuracy(of: predictions)), \"fit\": \(fit), \"vectorize\": \(vectorize), "
            + "\"features\": \(features.vectorizer.featureCount), \(describe(found.fit)), "
            + "\"predictions\": \(predictions)}")
} else {
    let valid = try TokenFile(arguments[1] + "/valid.tok")
    let (total, found) = try seconds {
        try Baseline.train(
            train.corpus, labels: train.labels, classCount: classCount,
            validation: .init(corpus: valid.corpus, labels: valid.labels), threads: threads)
    }
    let trials = found.report.trials.map { "{\(describe($0.fit)), \"validation\": \($0.validationAccuracy)}" }
    print(
        "{\"accuracy\": \(test.accuracy(of: found.baseline.predictions(test.corpus))), \"seconds\": \(total), "
            + "\"features\": \(found.report.featureCount), \(describe(found.report.fit)), "
            + "\"trials\": [\(trials.joined(separator: ", "))]}")
}
