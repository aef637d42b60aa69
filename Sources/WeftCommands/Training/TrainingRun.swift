import Weft
import WeftTraining

/// A trainer as the command line drives it, whatever its task.
protocol CommandTrainer: AnyObject {
    func run(_ surroundings: TrainingSurroundings) throws -> TrainingResult
    func saveState(to path: String) throws
    func restoreState(from path: String) throws
}

extension ClassifierTrainer: CommandTrainer {}
extension LanguageModelTrainer: CommandTrainer {}

/// One training by the command line: goes on from a state, shows progress, saves states, hears Ctrl-C, and saves the model
/// in the end, or says where the work is.
struct TrainingRun<Trainer: CommandTrainer> {
    let trainer: Trainer
    let checkpoints: CheckpointArguments
    let interruption: Interruption
    let console: Console

    /// How a training ended.
    struct Ended {
        let result: TrainingResult
        /// Seconds that the network's training took.
        let seconds: Double
        let watch: TrainingWatch
        let states: TrainingStates
    }

    /// Trains, makes the model and saves it.
    ///
    /// - Parameters:
    ///   - total: The units of the whole training, such as its examples.
    ///   - finish: Makes the model of the weights that training left.
    ///   - save: Saves the model to a path.
    ///   - report: Writes what is to be told, with the path that the model is saved under.
    func train<Model>(
        total: Int, unit: String, wording: TrainingWording = TrainingWording(), output: String,
        finish: (Ended) throws -> Model, save: (Model, String) throws -> Void,
        report: (Model, Ended, _ path: String) throws -> Void
    ) throws {
        if let resume = checkpoints.resume { try trainer.restoreState(from: resume) }
        let states = TrainingStates(checkpoints, output: output, console: console, save: trainer.saveState)
        let watch = TrainingWatch(
            console: console, label: "training", total: total, unit: unit, interruption: interruption, states: states,
            wording: wording)
        let result = try trainer.run(watch.surroundings)
        watch.finish()
        if interruption.isRequested { throw try states.interrupted() }
        let ended = Ended(result: result, seconds: watch.seconds(), watch: watch, states: states)
        let model = try finish(ended)
        let saved = try LastSave(output) { try save(model, $0) }
        try report(model, ended, saved.path)
        try saved.check("model")
        if interruption.isRequested { throw Interrupted(atTheEnd: saved.path) }
    }
}
