/// A text cut into parallel streams for truncated back-propagation through time.
///
/// Stream b reads the b-th of `streamCount` equal stretches of the text, window after window; the state goes on from one
/// window to the next. The last few tokens that do not fill a stretch are left out and counted.
package struct TokenStreams: Sendable {
    package let tokens: [Int32]
    package let streamCount: Int
    package let window: Int
    /// Tokens that a stream predicts in an epoch.
    package let streamLength: Int

    /// - Parameters:
    ///   - streamCount: As wanted; fewer when the text is too short for so many windows.
    package init(tokens: [Int32], streamCount wanted: Int, window: Int) {
        self.tokens = tokens
        self.window = window
        let predictions = max(0, tokens.count - 1)
        streamCount = max(1, min(wanted, predictions / max(1, window)))
        streamLength = predictions / streamCount
    }

    /// Windows of an epoch; the last may be shorter.
    package var windowCount: Int { (streamLength + window - 1) / window }

    /// Tokens at the end that no stream predicts.
    package var leftOut: Int { max(0, tokens.count - 1) - streamLength * streamCount }

    /// Steps of the window.
    package func steps(of index: Int) -> Int { min(window, streamLength - index * window) }

    /// The input token of a stream at a step of a window; the next one is what it predicts.
    package func position(stream: Int, window index: Int, step: Int) -> Int {
        stream * streamLength + index * window + step
    }
}
