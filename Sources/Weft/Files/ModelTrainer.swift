import WeftLayers
import WeftTensors
import WeftTraining

/// The training of a task's model, whatever the task: gives the first weights, runs, saves its state and goes on from it.
final class ModelTrainer<Model: TrainableModel, Source: BatchSource, Options: ListedOptions> {
    let model: Model
    let trainer: Trainer<Model, Source>
    /// How the last run ended.
    private(set) var result: TrainingResult?
    private let identity: TrainingStateFile.Identity<Options>
    private let team: ThreadTeam

    /// - Parameters:
    ///   - options: With the seed of the first weights.
    ///   - dataHash: Depends on all training data, so that a state of others is refused.
    init(
        _ model: Model, source: Source, task: ModelTask, options: Options, dataHash: UInt64, team: ThreadTeam
    ) throws {
        self.model = model
        self.team = team
        model.values.initialize(seed: options.seed)
        trainer = try Trainer(model, source: source, options: options.training, team: team)
        identity = TrainingStateFile.Identity(task: task, options: options, dataHash: dataHash)
    }

    /// Trains to the end, or until there is a reason to stop; called again after an interruption, it goes on.
    ///
    /// - Parameter validate: Gives the model's score on validation data, higher is better; nil for none.
    func run(_ surroundings: TrainingSurroundings, validate: (() throws -> Double)?) throws -> TrainingResult {
        var surroundings = surroundings
        surroundings.validate = validate
        let result = try trainer.run(surroundings)
        self.result = result
        return result
    }

    /// Saves all that is needed to go on after this step, to the same bytes.
    func saveState(to path: String) throws {
        try TrainingStateFile.save(trainer.state, of: identity, to: path, threads: team.count)
    }

    /// Goes on where a state was saved.
    func restoreState(from path: String) throws {
        let (progress, carried) = try TrainingStateFile.load(
            into: trainer.state, of: identity, epochs: trainer.epochs(of:), from: path, threads: team.count)
        try trainer.resume(progress, carried: carried)
    }
}
