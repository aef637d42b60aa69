import WeftLayers
import WeftTensors

/// Measures how well a language model predicts a text.
///
/// The text is cut into stretches that are read side by side. Each reader starts `warmUp` tokens before its stretch, so
/// that it has seen what came before; only the tokens of the stretch count, and every token of the text counts once.
/// The cut depends on the text's length alone.
package struct LanguageModelScorer {
    /// Tokens that a reader sees before those that count.
    package static let warmUp = 128
    /// The shortest stretch that is worth a reader.
    private static let shortest = 512
    /// Logits kept at once.
    private static let roomForLogits = 1 << 22

    private struct Stretch {
        var start: Int
        var counted: Int
        var end: Int
        var length: Int { end - start }
    }

    private let tokens: [Int32]
    private let stretches: [Stretch]

    /// - Parameters:
    ///   - tokens: The token that begins a text, then the text.
    ///   - streams: The most readers; with one, every token is predicted from all before it.
    package init(_ tokens: [Int32], streams: Int = 32) {
        self.tokens = tokens
        let total = max(0, tokens.count - 1)
        let count = max(1, min(streams, total / LanguageModelScorer.shortest))
        let length = (total + count - 1) / count
        var stretches: [Stretch] = []
        for start in stride(from: 0, to: total, by: max(1, length)) {
            stretches.append(
                Stretch(
                    start: max(0, start - LanguageModelScorer.warmUp), counted: start, end: min(total, start + length)))
        }
        // Longest first, as a packed batch wants it; the order of equal ones stays.
        self.stretches = stretches.enumerated().sorted {
            ($1.element.length, $0.offset) < ($0.element.length, $1.offset)
        }.map(\.element)
    }

    /// Tokens that count.
    package var count: Int { max(0, tokens.count - 1) }

    /// The sum over all tokens of -ln p(token | tokens before it).
    package func nats(_ weights: LanguageModelWeights, team: ThreadTeam) throws -> Double {
        guard !stretches.isEmpty else { return 0 }
        let reader = try LanguageModelReader(weights, streams: stretches.count, team: team)
        let classes = weights.network.configuration.vocabularySize
        let window = max(1, min(64, LanguageModelScorer.roomForLogits / (stretches.count * Matrix.padded(classes))))
        var sums = [Double](repeating: 0, count: stretches.count)
        var position = 0
        var inputs: [Int32] = [], targets: [Int32] = []
        while position < stretches[0].length {
            let lengths = stretches.map { min(window, $0.length - position) }.filter { $0 > 0 }
            inputs.removeAll(keepingCapacity: true)
            targets.removeAll(keepingCapacity: true)
            for step in 0..<lengths[0] {
                for (stretch, length) in zip(stretches, lengths) where step < length {
                    inputs.append(tokens[stretch.start + position + step])
                    targets.append(tokens[stretch.start + position + step + 1])
                }
            }
            try reader.read(inputs, lengths: lengths) { logits, workspace in
                let losses = CrossEntropy().losses(logits, targets: targets, workspace: workspace, team: team)
                for (index, length) in lengths.enumerated() {
                    for step in 0..<length where stretches[index].start + position + step >= stretches[index].counted {
                        sums[index] += Double(losses[0, reader.row(step: step, stream: index)])
                    }
                }
            }
            position += window
        }
        return sums.reduce(0, +)
    }
}

extension CrossEntropy {
    /// The loss of each row, [1, rows]; the logits are used up.
    fileprivate func losses(_ logits: Matrix, targets: [Int32], workspace: Arena, team: ThreadTeam) -> Matrix {
        let losses = workspace.matrix(rows: 1, columns: logits.rows)
        team.split(logits.rows, grain: 16) { rows in
            targets.withUnsafeBufferPointer { targets in
                guard let first = targets.baseAddress else { return }
                Kernels.crossEntropy(
                    logits.rows(from: rows.lowerBound, count: rows.count), targets: first + rows.lowerBound,
                    classWeights: nil, smoothing: 0, scale: 1, losses: losses.base + rows.lowerBound)
            }
        }
        return losses
    }
}
