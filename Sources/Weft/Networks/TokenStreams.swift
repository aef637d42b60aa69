/// A text cut into parallel streams for truncated back-propagation through time.
///
/// Stream b reads the b-th of `count` equal stretches of the text, window after window; the state goes on from one
/// window to the next. Every position predicts the token after it.
package struct TokenStreams: Sendable {
    /// Inputs and targets, stream after stream, ``length`` of each.
    private let inputs: [Int32]
    let targets: [Int32]
    /// Parallel streams.
    package let count: Int
    /// Steps of a window.
    package let window: Int
    /// Tokens that a stream predicts in an epoch.
    package let length: Int
    /// Tokens at the end of the text that no stream predicts, as they do not fill a stretch.
    package let leftOut: Int

    /// Cuts a text of at least two tokens; fewer streams than wanted when it is too short for a window each.
    package init(tokens: [Int32], count wanted: Int, window: Int) {
        let predictions = max(0, tokens.count - 1)
        self.window = max(1, window)
        count = max(1, min(wanted, predictions / self.window))
        length = predictions / count
        leftOut = predictions - length * count
        inputs = Array(tokens.prefix(length * count))
        targets = Array(tokens.dropFirst().prefix(length * count))
    }

    /// Takes streams of one length as they are.
    package init(inputs: [[Int32]], targets: [[Int32]], window: Int) {
        let length = inputs.first?.count ?? 0
        precondition((inputs + targets).allSatisfy { $0.count == length }, "streams of different lengths")
        count = inputs.count
        self.length = length
        self.window = max(1, window)
        leftOut = 0
        self.inputs = Array(inputs.joined())
        self.targets = Array(targets.joined())
    }

    /// Windows of an epoch; the last may be shorter.
    package var windowCount: Int { (length + window - 1) / window }

    /// Steps of one window.
    package func steps(of index: Int) -> Int { min(window, length - index * window) }

    /// Fills the inputs and targets of a window, time-major: all streams' first tokens, then their second …
    package func fill(_ index: Int, inputs into: inout [Int32], targets intoTargets: inout [Int32]) {
        into.removeAll(keepingCapacity: true)
        intoTargets.removeAll(keepingCapacity: true)
        for step in 0..<steps(of: index) {
            for stream in 0..<count {
                let position = stream * length + index * window + step
                into.append(inputs[position])
                intoTargets.append(targets[position])
            }
        }
    }
}
