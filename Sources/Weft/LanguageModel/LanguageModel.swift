import WeftLayers
import WeftTensors
import WeftText

/// A trained language model: it gives the probabilities of what comes next in a text.
///
/// ```swift
/// let model = try LanguageModel(contentsOf: "tales.weft")
/// print(try model.generate(prompt: "Once upon a time").text)
/// ```
///
/// A model never changes and can be used by several threads at once. What it has read of one text is a ``Session``.
public final class LanguageModel: Sendable {
    /// How it was made.
    public let options: LanguageModelOptions
    /// The tokens that it knows.
    public let vocabulary: Vocabulary
    /// What it was seen to do on the validation text when it was trained.
    public let report: LanguageModelReport?
    /// The version of ICU that cut the text it was trained on, such as `72.1`; nil for a model that does not say.
    public let icuVersion: String?
    package let weights: LanguageModelWeights
    package let tokenizer: Tokenizer
    let readers: SessionPool<LanguageModelReader>
    let threads: Int

    package init(
        options: LanguageModelOptions, vocabulary: Vocabulary, weights: LanguageModelWeights,
        report: LanguageModelReport?, icuVersion: String?, threads: Int
    ) throws {
        self.options = options
        self.vocabulary = vocabulary
        self.weights = weights
        self.report = report
        self.icuVersion = icuVersion
        self.threads = threads
        tokenizer = try Tokenizer(options.tokenizer.withKnownLocale)
        readers = SessionPool { try LanguageModelReader(weights, team: ThreadTeam(count: threads)) }
    }

    /// Numbers that the network learned.
    public var parameterCount: Int { weights.network.layout.parameterCount }
}

/// What the training of a language model found.
public struct LanguageModelReport: Sendable, Equatable {
    /// The model on the validation text.
    public var validation: LanguageModelEvaluation
    /// Steps of the optimizer that led to the weights that were kept.
    public var bestStep: Int
    /// Steps made.
    public var steps: Int
    /// Passes over the training text that were begun.
    public var epochs: Int
}
