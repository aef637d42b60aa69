import WeftTraining

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a kind of training counts, and how it tells what it finds.
struct TrainingWording {
    /// The units done so far, those before a resume included; nil for the examples of this run.
    var completed: (() -> Int)?
    var epoch: (Double) -> String = { $0.fixed(0) }
    var loss: (Double) -> String = { "loss \($0.fixed(4))" }
    var score: (Double) -> String = { "validation \($0.fixed(4))" }
    /// The seconds after which the training stops.
    var timeLimit: Double?
}

/// Watches a training: draws its progress, saves its state now and then, and hears Ctrl-C.
final class TrainingWatch {
    let interruption: Interruption
    private(set) var examples = 0
    private(set) var tokens = 0
    private let console: Console
    private let meter: ProgressMeter
    private let states: TrainingStates?
    private let wording: TrainingWording
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// - Parameter states: Saves the training's state; nil where nothing is saved.
    init(
        console: Console, label: String, total: Int, unit: String, interruption: Interruption,
        states: TrainingStates? = nil, wording: TrainingWording = TrainingWording()
    ) {
        self.console = console
        self.interruption = interruption
        self.states = states
        self.wording = wording
        meter = console.progress(label, total: total, unit: unit)
        start = clock.now
        interruption.keepWork()
    }

    /// Seconds since the training began.
    func seconds() -> Double { start.duration(to: clock.now).milliseconds / 1e3 }

    /// What the training is told and tells.
    var surroundings: TrainingSurroundings {
        var surroundings = TrainingSurroundings()
        surroundings.now = seconds
        surroundings.isInterrupted = { [interruption] in interruption.isRequested }
        surroundings.report = hear
        return surroundings
    }

    private func hear(_ event: TrainingEvent) throws {
        switch event {
        case .step(let step):
            examples += step.examples
            tokens += step.tokens
            meter.update(
                completed: wording.completed?() ?? examples, limit: wording.timeLimit,
                detail: wording.loss(step.meanLoss))
            try states?.save(after: step.step)
        case .validated(let validation):
            meter.finish()
            console.note(
                "epoch \(wording.epoch(validation.epoch)): \(wording.loss(validation.trainingLoss)), "
                    + "\(wording.score(validation.score))" + (validation.isBest ? " (best)" : ""))
        case .skipped(let step, let epoch, let batch):
            console.note(
                "batch \(batch + 1) of epoch \(epoch + 1) (step \(step + 1)) was left out: its loss is not finite")
        case .wentBack(let step, let rate):
            console.note("step \(step + 1): back to the best weights, learning rate \(rate)")
        }
    }

    func finish() { meter.finish() }

    /// The most memory that this process ever held, in bytes.
    static var peakMemory: Int {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }
}
