import WeftCheckpoint
import WeftCompression

/// Saves the state of a training: now and then to a checkpoint, and when it is interrupted.
final class TrainingStates {
    private let checkpoints: CheckpointArguments
    private let output: String
    private let console: Console
    private let save: (String) throws -> Void
    /// What kept checkpoints from being saved, each told once.
    private var told: Set<Int32> = []

    /// - Parameters:
    ///   - output: Where the model will be saved.
    ///   - save: Saves the state to a file.
    init(_ checkpoints: CheckpointArguments, output: String, console: Console, save: @escaping (String) throws -> Void)
    {
        self.checkpoints = checkpoints
        self.output = output
        self.console = console
        self.save = save
    }

    /// Saves a checkpoint if one is due. One that cannot be saved is no end of the training: the next may be.
    func save(after step: Int) throws {
        guard let file = checkpoints.file, step % checkpoints.checkpointEvery == 0 else { return }
        do {
            try save(file)
        } catch CheckpointError.file(let fault) {
            guard told.insert(fault.code).inserted else { return }
            console.fault("\(fault); the training goes on, and saves its state again at the next checkpoint")
        }
    }

    /// Does what follows the last step. A fault of it is none of what was learned, which is kept.
    func keeping<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            guard let saved = try? LastSave(checkpoints.interruptionFile(beside: output), by: save) else { throw error }
            throw CommandError.stateKept(fault: "\(error)", path: saved.path)
        }
    }

    /// Saves the state of a training that is interrupted, wherever it can be, and says how to go on.
    func interrupted() throws -> Interrupted {
        let saved = try LastSave(checkpoints.interruptionFile(beside: output), by: save)
        let reason = saved.fault.map { "; \($0)" } ?? ""
        return Interrupted(
            "interrupted\(reason.singleLine); go on with: \(ProcessArguments.all.resumed(from: saved.path))")
    }
}
