import Weft
import WeftBaseline

/// The training of a baseline beside a network that is trained already, or will be: no fault of the baseline is one of
/// the network.
struct BaselineRun {
    /// Seconds that it may take; nil for no limit.
    let timeLimit: Double?
    let interruption: Interruption
    let console: Console

    /// What came of it.
    struct Outcome {
        var baseline: Baseline?
        /// Why there is no baseline, where one was wanted.
        var fault: String?
        var seconds = 0.0
    }

    /// Trains it, showing how far it is.
    ///
    /// - Throws: `BaselineError.interrupted` when somebody asked this process to stop.
    func train(
        _ body: ((BaselineProgress) -> Bool) throws(BaselineError) -> Baseline?
    ) throws(BaselineError) -> Outcome {
        let meter = console.progress("baseline", total: nil, unit: "steps")
        let clock = ContinuousClock(), start = clock.now
        let seconds = { start.duration(to: clock.now).milliseconds / 1e3 }
        var outcome = Outcome(), steps = 0
        do throws(BaselineError) {
            outcome.baseline = try body { progress in
                if case .fitting = progress { steps += 1 }
                meter.update(completed: steps, detail: progress.text)
                return !interruption.isRequested && timeLimit.map { seconds() < $0 } ?? true
            }
        } catch {
            meter.finish()
            if interruption.isRequested { throw .interrupted }
            outcome.fault = error == .interrupted ? "it was not done within the time limit" : "\(error)"
        }
        meter.finish()
        outcome.seconds = seconds()
        return outcome
    }
}

extension BaselineProgress {
    fileprivate var text: String {
        switch self {
        case .counting(let share): "\(share.percent(0)) of n-grams counted"
        case .fitting(let step): "C = \(step.strength)"
        }
    }
}
