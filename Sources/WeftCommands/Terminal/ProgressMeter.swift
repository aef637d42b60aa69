/// Draws a progress bar on standard error at most ten times a second, and takes it away at the end.
package final class ProgressMeter {
    private var bar: ProgressBar
    private let screen: Output?
    private let clock = ContinuousClock()
    private let started: ContinuousClock.Instant
    private var lastDrawn: ContinuousClock.Instant?
    private var rate: ProgressRate
    private static let interval = Duration.milliseconds(100)

    /// - Parameters:
    ///   - state: The bar as it begins.
    ///   - screen: The terminal; nil if nothing is to be drawn.
    init(state: ProgressBar, screen: Output?) {
        bar = state
        self.screen = screen
        started = clock.now
        rate = ProgressRate(seconds: 0, completed: state.completed)
    }

    deinit { finish() }

    /// Takes note of progress, and draws it if a tenth of a second has passed since the last drawing.
    /// - Parameters:
    ///   - completed: How many units are done.
    ///   - label: What is being done, if that has changed.
    ///   - limit: The seconds after which the work ends however far it is; nil if there is no limit.
    ///   - detail: What else is worth a look, such as "loss 0.512".
    package func update(
        completed: Int, label: String? = nil, limit: Double? = nil, detail: @autoclosure () -> String? = nil
    ) {
        guard let screen else { return }
        let now = clock.now
        if let lastDrawn, now - lastDrawn < Self.interval { return }
        lastDrawn = now
        rate.update(seconds: (now - started) / .seconds(1), completed: completed)
        bar.completed = completed
        bar.rate = rate.value
        if let label { bar.label = label }
        if let detail = detail() { bar.detail = detail }
        if let total = bar.total, let rate = rate.value, rate > 0 {
            bar.secondsLeft = Double(max(0, total - completed)) / rate
        }
        if let limit {
            let remaining = max(0, limit - (now - started) / .seconds(1))
            bar.secondsLeft = min(remaining, bar.secondsLeft ?? remaining)
        }
        // One write: the line in place of the old one, then the rest of the row cleared. So nothing flickers.
        try? screen.write("\r" + bar.text(width: Terminal.width() - 1) + "\u{1B}[K")
        try? screen.flush()
    }

    /// Takes the bar off the screen; whatever is written next begins on a clean row.
    package func finish() {
        guard lastDrawn != nil, let screen else { return }
        lastDrawn = nil
        try? screen.write("\r\u{1B}[K")
        try? screen.flush()
    }
}
