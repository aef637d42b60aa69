import WeftText

extension ClassifierSession {
    /// Probabilities that are held at a time: 64 MiB of them.
    private static let mostProbabilities = 1 << 24

    /// Predicts documents in portions, so that the probabilities of many documents and classes take bounded memory.
    ///
    /// - Parameter body: Gets the probabilities of each document's classes, in the order of the documents.
    func forEachPrediction(
        _ documents: [[Int32]], classCount: Int, maximumTokens: Int, _ body: ([Float]) -> Void
    ) throws {
        let portion = max(64, ClassifierSession.mostProbabilities / max(1, classCount))
        for first in stride(from: 0, to: documents.count, by: portion) {
            let part = Array(documents[first..<min(first + portion, documents.count)])
            for prediction in try predict(part, maximumTokens: maximumTokens, empty: Vocabulary.unknown) {
                body(prediction.probabilities)
            }
        }
    }

    /// The likeliest class of each document.
    func classes(of documents: [[Int32]], classCount: Int, maximumTokens: Int) throws -> [Int32] {
        var classes: [Int32] = []
        classes.reserveCapacity(documents.count)
        try forEachPrediction(documents, classCount: classCount, maximumTokens: maximumTokens) { probabilities in
            classes.append(Int32(probabilities.indexOfLargest))
        }
        return classes
    }
}

extension [Float] {
    /// The first place of the largest number; 0 where there is none.
    var indexOfLargest: Int {
        var best = 0
        for index in indices where self[index] > self[best] { best = index }
        return best
    }
}
