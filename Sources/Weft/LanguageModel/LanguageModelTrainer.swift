import WeftLayers
import WeftTensors
import WeftText
import WeftTraining

/// Trains a language model on a text, step by step, so that a caller can watch, save and resume.
/// ``LanguageModel/train(_:validation:options:threads:)`` is the short way.
public final class LanguageModelTrainer {
    /// How the model is made and trained.
    public let options: LanguageModelOptions
    private let data: LanguageModelData
    private let streams: TokenStreams
    private let team: ThreadTeam
    private let network: LanguageModelNetwork
    private let trainer: ModelTrainer<LanguageModelTraining, SequentialBatches, LanguageModelOptions>
    /// What the training takes of memory.
    public let memory: TrainingMemory

    /// Reads the text: builds the vocabulary and first weights.
    ///
    /// - Parameters:
    ///   - text: The text to learn.
    ///   - validation: A text that chooses the best weights. When nil, the end of `text` does, 64 tokens of it at least; a
    ///     text of less than 128 is too short for that, and the last weights are kept.
    ///   - threads: How many threads work; the result does not depend on it.
    /// - Throws: ``ModelError`` for a text that nothing can be learned from, options that make no sense, or a network that
    ///   takes more memory than there can be.
    public init(
        _ text: String, validation: String? = nil, options: LanguageModelOptions = .init(), threads: Int = 1
    ) throws {
        try options.checkSizes()
        team = ThreadTeam(count: threads)
        data = try LanguageModelData(text, validation: validation, options: options)
        var options = options
        options.batchSize = options.batchSize(tokens: data.training.tokenCount)
        self.options = options
        network = options.network(vocabularySize: data.vocabulary.count)
        streams = TokenStreams(tokens: data.training.tokens, count: options.batchSize, window: options.window)
        let tokens = streams.count * min(streams.window, streams.length)
        memory = TrainingMemory(
            network.layout, options.training, tokens: tokens,
            activations: network.trainingFloats(
                tokens: tokens, batchSize: streams.count, options.passOptions, team: team))
        try memory.check()
        let model = try LanguageModelTraining(
            network, streams: streams, dropout: options.dropout, recomputesGates: options.training.recomputesGates,
            seed: options.seed, team: team)
        trainer = try ModelTrainer(
            model, source: SequentialBatches(count: streams.windowCount), task: .languageModel, options: options,
            dataHash: data.hash, team: team)
    }

    /// The tokens known to the model.
    public var vocabulary: Vocabulary { data.vocabulary }
    /// Numbers that the network learns.
    public var parameterCount: Int { network.layout.parameterCount }
    /// Bytes of activations that the largest window so far needed, with the weights in the forms that training needs.
    public var peakActivationBytes: Int { trainer.model.peakWorkspaceBytes }
    /// Tokens and characters of the training text.
    public var trainingTokens: Int { data.training.tokenCount }
    /// Characters of the training text.
    public var trainingCharacters: Int { data.training.characters }
    /// Characters of the validation text.
    public var validationCharacters: Int { data.validation.characters }
    /// Tokens of the validation text that the training text does not have.
    public var unknownValidationTokens: Int { data.validation.unknown }
    /// Tokens that all epochs together read.
    public var plannedTokens: Int { streams.count * streams.length * trainer.trainer.epochs }
    /// Tokens read so far, those before a resume included.
    public var tokensRead: Int {
        let progress = trainer.trainer.progress
        return streams.count * (streams.length * progress.epoch + min(streams.length, streams.window * progress.batch))
    }

    /// Trains to the end, or until there is a reason to stop; called again after an interruption, it goes on.
    ///
    /// A validation's score is minus the bits per character.
    public func run(_ surroundings: TrainingSurroundings = .init()) throws -> TrainingResult {
        guard data.validation.tokenCount > 0 else { return try trainer.run(surroundings, validate: nil) }
        let scorer = LanguageModelScorer(data.validation.tokens)
        return try trainer.run(surroundings) { [self] in -(try evaluation(scorer).bitsPerCharacter) }
    }

    /// Saves all that is needed to go on after this step, to the same bytes.
    public func saveState(to path: String) throws { try trainer.saveState(to: path) }

    /// Goes on where a state was saved, with the same texts and options; see ``ClassifierTrainer/restoreState(from:)``.
    public func restoreState(from path: String) throws { try trainer.restoreState(from: path) }

    /// Makes the model of the weights that training left.
    public func finish() throws -> LanguageModel {
        let report = try LanguageModelReport(
            validation: evaluation(LanguageModelScorer(data.validation.tokens)),
            bestStep: trainer.result?.bestStep ?? 0, steps: trainer.result?.steps ?? 0,
            epochs: trainer.result?.epochs ?? 0)
        return try LanguageModel(
            options: options, vocabulary: data.vocabulary,
            weights: LanguageModelWeights(network, values: trainer.model.values, team: team),
            report: data.validation.tokenCount > 0 ? report : nil, icuVersion: icuVersion, threads: team.count)
    }

    private func evaluation(_ scorer: LanguageModelScorer) throws -> LanguageModelEvaluation {
        let weights = try LanguageModelWeights(network, values: trainer.model.values, team: team)
        return LanguageModelEvaluation(nats: try scorer.nats(weights, team: team), text: data.validation)
    }
}

extension LanguageModel {
    /// Trains a language model on a text.
    ///
    /// - Parameters:
    ///   - text: The text to learn.
    ///   - validation: A text that chooses the best weights; the end of `text` when nil.
    ///   - options: How the model is made and trained.
    ///   - threads: How many threads work; the result does not depend on it.
    /// - Throws: ``ModelError`` for a text that nothing can be learned from, `TrainingError` when the loss does not stay
    ///   finite.
    public static func train(
        _ text: String, validation: String? = nil, options: LanguageModelOptions = .init(), threads: Int = 1
    ) throws -> LanguageModel {
        let trainer = try LanguageModelTrainer(text, validation: validation, options: options, threads: threads)
        _ = try trainer.run()
        return try trainer.finish()
    }
}
