import Synchronization
import WeftBaseline
import WeftLayers
import WeftTensors
import WeftText

/// A trained text classifier: text in, label and probabilities out.
///
/// ```swift
/// let classifier = try TextClassifier(contentsOf: "model.weft")
/// print(classifier.classify("Who wrote Hamlet?").label)
/// ```
///
/// A classifier never changes and can be used by several threads at once; each call borrows a session of its own.
public final class TextClassifier: Sendable {
    /// How it was made.
    public let options: ClassifierOptions
    /// The labels, in the order of code points.
    public let labels: [String]
    /// The tokens that it knows.
    public let vocabulary: Vocabulary
    /// What it was seen to do when it was trained.
    public let report: ClassifierReport?
    /// The version of ICU that cut the texts it was trained on, such as `72.1`; nil for a model that does not say.
    public let icuVersion: String?
    /// The linear rival trained beside it; classifying does not need it.
    package let baseline: Deferred<Baseline?>
    package let weights: ClassifierWeights
    package let tokenizer: Tokenizer
    private let sessions: SessionPool<ClassifierSession>
    let threads: Int

    package init(
        options: ClassifierOptions, labels: [String], vocabulary: Vocabulary, weights: ClassifierWeights,
        baseline: Deferred<Baseline?>, report: ClassifierReport?, icuVersion: String?, threads: Int
    ) throws {
        self.options = options
        self.labels = labels
        self.vocabulary = vocabulary
        self.weights = weights
        self.baseline = baseline
        self.report = report
        self.icuVersion = icuVersion
        self.threads = threads
        tokenizer = try Tokenizer(options.tokenizer.withKnownLocale)
        sessions = SessionPool { try ClassifierSession(weights, team: ThreadTeam(count: threads)) }
    }

    /// Numbers that the network learned.
    public var parameterCount: Int { weights.network.layout.parameterCount }

    /// Classifies one document.
    public func classify(_ text: String) throws -> Classification {
        let tokens = vocabulary.encode(text, with: tokenizer)
        return try classify(tokens: [tokens])[0]
    }

    /// Classifies documents, in batches of like length; results are in the order given and do not depend on the batches.
    public func classify(_ texts: [String]) throws -> [Classification] {
        try classify(count: texts.count) { vocabulary.encode(texts[$0], with: tokenizer) }
    }

    /// Classifies documents given as UTF-8, as ``classify(_:)`` does texts; broken sequences are read as U+FFFD.
    public func classify(utf8 documents: [[UInt8]]) throws -> [Classification] {
        try classify(count: documents.count) { index in
            var ids: [Int32] = []
            let document = documents[index]
            vocabulary.encode(utf8: document.span, with: tokenizer, into: &ids)
            return ids
        }
    }

    private func classify(count: Int, tokens: @Sendable (Int) -> [Int32]) throws -> [Classification] {
        try sessions.withSession { session in
            let tokens = ParallelMap(count: count, team: session.team, tokens)
            return try classify(tokens: tokens.values, in: session)
        }
    }

    package func classify(tokens: [[Int32]]) throws -> [Classification] {
        try sessions.withSession { try classify(tokens: tokens, in: $0) }
    }

    /// The likeliest class of each document; takes less memory than all that ``classify(_:)`` tells.
    func classes(of tokens: [[Int32]]) throws -> [Int32] {
        try sessions.withSession { session in
            try session.classes(of: tokens, classCount: labels.count, maximumTokens: options.maximumTokens)
        }
    }

    private func classify(tokens: [[Int32]], in session: ClassifierSession) throws -> [Classification] {
        try predict(tokens, in: session).map { Classification(labels: labels, probabilities: $0.probabilities) }
    }

    private func predict(
        _ tokens: [[Int32]], in session: ClassifierSession, withAttention: Bool = false
    ) throws -> [ClassifierSession.Prediction] {
        try session.predict(
            tokens, maximumTokens: options.maximumTokens, empty: Vocabulary.unknown, withAttention: withAttention)
    }

    /// Classifies one document and says how much each token weighed: O(n) passes over its n tokens.
    public func explain(_ text: String) throws -> Explanation { try explain(utf8: Array(text.utf8)) }

    /// Explains a document given as UTF-8, as ``explain(_:)`` does a text. Broken sequences are read as U+FFFD; ranges
    /// are places in the bytes as given.
    public func explain(utf8: [UInt8]) throws -> Explanation {
        let (ids, ranges) = vocabulary.encodeWithRanges(utf8: utf8.span, with: tokenizer)
        let read = min(ids.count, options.maximumTokens)
        return try sessions.withSession { session in
            let prediction = try predict([ids], in: session, withAttention: true)[0]
            let weights = try occlusion(Array(ids.prefix(read)), of: prediction, in: session)
            let tokens = (0..<read).map { index in
                Explanation.TokenWeight(
                    text: String(decoding: utf8[ranges[index]], as: UTF8.self), range: ranges[index],
                    weight: weights[index], attention: prediction.attention.isEmpty ? nil : prediction.attention[index])
            }
            return Explanation(
                classification: Classification(labels: labels, probabilities: prediction.probabilities),
                tokens: tokens)
        }
    }

    /// How much probability the label loses when each token in turn is replaced by the unknown one.
    private func occlusion(
        _ ids: [Int32], of prediction: ClassifierSession.Prediction, in session: ClassifierSession
    ) throws -> [Float] {
        let best = prediction.probabilities.indexOfLargest
        let variants = ids.indices.map { index in
            var variant = ids
            variant[index] = Vocabulary.unknown
            return variant
        }
        return try predict(variants, in: session).map { prediction.probabilities[best] - $0.probabilities[best] }
    }
}
