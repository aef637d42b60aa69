import WeftBaseline
import WeftCheckpoint
import WeftCorpora
import WeftLayers
import WeftTensors
import WeftText
import WeftTraining

extension ClassifierTraining: NetworkTraining {
    package func lossAndGradients(of examples: [Int], step: Int) -> BatchResult {
        let (loss, tokens) = lossAndGradients(examples, step: step)
        return BatchResult(loss: loss, examples: examples.count, tokens: tokens)
    }
}

/// Trains a text classifier and its baseline on labelled documents, step by step, so that a caller can watch, save and
/// resume. ``TextClassifier/train(_:validation:options:threads:)`` is the short way.
public final class ClassifierTrainer {
    /// How the model is made and trained.
    public let options: ClassifierOptions
    private let data: ClassifierData
    private let team: ThreadTeam
    private let network: ClassifierNetwork
    private let trainer: ModelTrainer<ClassifierTraining, Batcher, ClassifierOptions>
    /// What the training takes of memory, where the longest documents meet in one batch.
    public let memory: TrainingMemory

    /// Reads the training documents: builds the vocabulary and first weights.
    ///
    /// - Parameters:
    ///   - training: Labelled documents of at least two classes.
    ///   - validation: Documents that choose the best weights; a share of the training documents when empty.
    ///   - threads: How many threads work; the result does not depend on it.
    /// - Throws: ``ModelError`` for data that cannot make a classifier, a validation label never seen in training, options
    ///   that make no sense, or a network that takes more memory than there can be.
    public convenience init(
        _ training: [Document], validation: [Document] = [], options: ClassifierOptions = .init(), threads: Int = 1
    ) throws {
        try options.checkSizes()
        try self.init(
            ClassifierData(training, validation: validation, options: options), options: options,
            team: ThreadTeam(count: threads))
    }

    /// Makes the network and its first weights for data that were read with the same options of tokens and validation.
    package init(_ data: ClassifierData, options: ClassifierOptions, team: ThreadTeam) throws {
        try options.checkSizes()
        self.options = options
        self.data = data
        self.team = team
        network = options.network(vocabularySize: data.vocabulary.count, classCount: data.labels.count)
        let documents = data.training.documents
        let lengths = documents.map { max(1, min($0.tokens.count, options.maximumTokens)) }
        let largest = PackedSequences(lengths: Array(lengths.sorted(by: >).prefix(options.batchSize)))
        memory = TrainingMemory(
            network.layout, options.training, tokens: largest.tokens,
            activations: network.trainingFloats(largest, options.passOptions, team: team))
        try memory.check()
        let model = try ClassifierTraining(
            network, documents: documents,
            configuration: options.configuration(labels: data.training.labels, classCount: data.labels.count),
            team: team)
        try model.reserve(for: largest)
        trainer = try ModelTrainer(
            model, source: Batcher(lengths: lengths, .init(batchSize: options.batchSize, seed: options.seed)),
            task: .classifier, options: options, dataHash: data.hash, team: team)
    }

    /// The labels of the training documents, in the order of code points.
    public var labels: [String] { data.labels }
    /// The tokens known to the model.
    public var vocabulary: Vocabulary { data.vocabulary }
    /// Documents to train on.
    public var trainingCount: Int { data.training.documents.count }
    /// Documents of all epochs together.
    public var plannedExamples: Int { trainingCount * trainer.trainer.epochs }
    /// Documents that choose the best weights.
    public var validationCount: Int { data.validation.documents.count }
    /// Documents whose end the network does not read, as they are longer than ``ClassifierOptions/maximumTokens``.
    public var truncatedDocuments: Int { data.training.truncatedDocuments }
    /// Numbers that the network learns.
    public var parameterCount: Int { network.layout.parameterCount }

    /// Bytes of activations that the largest batch so far needed, with the weights in the forms that training needs.
    public var peakActivationBytes: Int { trainer.model.peakWorkspaceBytes }

    /// Trains to the end, or until there is a reason to stop; called again after an interruption, it goes on.
    public func run(_ surroundings: TrainingSurroundings = .init()) throws -> TrainingResult {
        try trainer.run(surroundings, validate: data.validation.documents.isEmpty ? nil : { [self] in try score() })
    }

    /// Saves all that is needed to go on after this step, to the same bytes.
    public func saveState(to path: String) throws { try trainer.saveState(to: path) }

    /// Goes on where a state was saved, with the same documents and options. There may be more epochs than when it was
    /// begun: what depends on the number of all steps, such as a schedule, then follows the new plan.
    ///
    /// - Throws: ``ModelError/otherOptions(path:differences:)`` or ``ModelError/otherTraining(path:part:)`` for a state of
    ///   another training, `CheckpointError` or `TrainingError` for a damaged one.
    public func restoreState(from path: String) throws { try trainer.restoreState(from: path) }

    /// Encodes documents to judge the classifier on.
    ///
    /// - Throws: ``ModelError/unknownLabel(label:location:known:)`` when one has a label never seen.
    package func corpus(_ documents: [Document]) throws -> ClassifierCorpus { try data.corpus(documents) }

    /// What the training of the baseline will take; nil where the options want none.
    ///
    /// - Throws: What keeps it from being trained, so that it is known before the network's training.
    public func planBaseline() throws(BaselineError) -> BaselinePlan? { try data.planBaseline() }

    /// Trains the baseline, if the options want one.
    ///
    /// - Parameter progress: Hears where it stands; false stops it.
    /// - Throws: `BaselineError.interrupted` when `progress` said so, other cases where none can be trained; the network is
    ///   as it was, and ``finish(test:baseline:)`` takes nil.
    package func trainBaseline(
        progress: (BaselineProgress) -> Bool = { _ in true }
    ) throws(BaselineError) -> Baseline? {
        try data.trainBaseline(team: team, progress: progress)
    }

    /// Makes the classifier of the weights that training left, with its baseline, and judges both. A baseline that cannot
    /// be trained is left out; ``planBaseline()`` says why.
    ///
    /// - Parameter test: Documents that nothing depended on; empty to judge on the validation documents.
    /// - Throws: ``ModelError/unknownLabel(label:location:known:)`` when a test document has a label never seen.
    public func finish(test: [Document] = []) throws -> TextClassifier {
        try finish(test: test.isEmpty ? nil : corpus(test), baseline: try? trainBaseline())
    }

    /// Makes the classifier beside a baseline that was trained on the same data.
    package func finish(test: ClassifierCorpus?, baseline: Baseline?) throws -> TextClassifier {
        let judged = test ?? data.validation
        let rival = judged.baselineTokens.flatMap { baseline?.predictions($0) }
        let report = try ClassifierReport(
            truth: judged.labels, model: predict(judged), baseline: rival, classCount: labels.count,
            isTest: test != nil, epochs: trainer.result?.epochs ?? 0, bestValidation: trainer.result?.bestScore)
        return try TextClassifier(
            options: options, labels: labels, vocabulary: vocabulary,
            weights: ClassifierWeights(network, values: trainer.model.values, team: team), baseline: Deferred(baseline),
            report: report, icuVersion: icuVersion, threads: team.count)
    }

    // MARK: Validation

    private func predict(_ corpus: ClassifierCorpus) throws -> [Int32] {
        try makeSession().classes(
            of: corpus.documents.map(\.tokens), classCount: labels.count, maximumTokens: options.maximumTokens)
    }

    /// The accuracy; of equal ones, that with the smaller loss is a little higher.
    private func score() throws -> Double {
        let documents = data.validation.documents
        var right = 0, loss = 0.0, next = 0
        try makeSession().forEachPrediction(
            documents.map(\.tokens), classCount: labels.count, maximumTokens: options.maximumTokens
        ) { found in
            let truth = found[Int(documents[next].label)]
            next += 1
            if found.allSatisfy({ $0 <= truth }) { right += 1 }
            loss -= Double(max(truth, 1e-6)).logarithm
        }
        let count = Double(max(1, documents.count))
        return Double(right) / count - 1e-4 * loss / count
    }

    /// A session with the weights as they are now.
    private func makeSession() throws -> ClassifierSession {
        try ClassifierSession(ClassifierWeights(network, values: trainer.model.values, team: team), team: team)
    }
}
