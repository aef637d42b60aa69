import WeftLayers
import WeftTensors
import WeftTraining

/// A language model's network in training by truncated back-propagation through time.
package final class LanguageModelTraining {
    package let buffers: TrainingBuffers<LanguageModelNetwork>
    package let guessLoss: Double?
    /// The states that go on from window to window.
    package let states: [LayerState]
    let streams: TokenStreams
    private let seed: UInt64
    /// After each layer, the last one included; one mask a window (Gal & Ghahramani 2016).
    private(set) var dropout: LayerDropout
    private let crossEntropy = CrossEntropy()
    private var sequences = PackedSequences()
    private var lengths: [Int] = []
    private var tokens: [Int32] = []
    private var targets: [Int32] = []

    package init(
        _ network: LanguageModelNetwork, streams: TokenStreams, dropout: Float, recomputesGates: Bool = false,
        seed: UInt64, team: ThreadTeam
    ) throws {
        self.streams = streams
        self.seed = seed
        self.dropout = LayerDropout(rate: dropout, seed: seed, firstStream: 0)
        guessLoss = GuessLoss.ofTargets(streams.targets, classCount: network.configuration.vocabularySize)
        buffers = try TrainingBuffers(
            network, keptFloats: network.preparedFloats(batchSize: streams.count), recomputesGates: recomputesGates,
            team: team)
        states = buffers.makeStates(batchSize: streams.count)
        let tokens = streams.count * min(streams.window, streams.length)
        try buffers.reserve(
            network.trainingFloats(tokens: tokens, batchSize: streams.count, passOptions, team: team),
            batchSize: streams.count)
    }

    /// What its passes depend on.
    package var passOptions: PassOptions {
        PassOptions(hasDropout: dropout.isActive, keepsGates: !encoder.recomputesGates)
    }

    /// Runs one window forward and backward and adds its gradients. The first window of an epoch starts from zeros.
    ///
    /// - Parameter normaliser: What the sum of losses is divided by when the window is a part of a batch: the batch's
    ///   tokens; by default the window's own.
    /// - Returns: The loss in nats, divided.
    package func lossAndGradients(window: Int, step: Int, normaliser: Int? = nil) -> Double {
        buffers.clearActivations()
        if window == 0 { for state in states { state.clear() } }
        fill(window)
        let pass = Pass(sequences, workspace: arena, team: team)
        let network = network, embedded = buffers.embed(tokens)
        dropout.makeMasks(
            of: network.encoder.layers[...], sequences: sequences, step: step, in: arena, team: team)
        let hidden = encoder.forward(embedded, states: states, dropout: dropout, pass)
        let dropped = drop(hidden)
        let hiddenDeltas = arena.matrix(rows: sequences.tokens, columns: network.encoder.outputs.paddedCount)
        let loss = head(dropped, deltas: hiddenDeltas, normaliser: normaliser ?? sequences.tokens)
        dropout.apply(lastLayer, to: hiddenDeltas, sequences: sequences, team: team)
        let embeddedDeltas = arena.matrix(rows: sequences.tokens, columns: network.embedding.size)
        encoder.backward(
            hiddenDeltas, stateDeltas: [], inputDeltas: embeddedDeltas, dropout: dropout, gradients: gradients, pass)
        network.embedding.backward(tokens, outputDeltas: embeddedDeltas, gradient: embeddingGradient, team: team)
        return loss
    }

    /// The output layer and the loss, forward and backward: the mean loss, and the deltas of the output's input. Done for
    /// some rows at a time where the vocabulary is large, as the logits of all rows would take too much memory.
    private func head(_ hidden: Matrix, deltas: Matrix, normaliser: Int) -> Double {
        let rows = hidden.rows, mark = arena.used
        let part = LanguageModelTraining.rowsAtOnce(vocabularySize: network.configuration.vocabularySize)
        var loss = 0.0
        for first in stride(from: 0, to: rows, by: part) {
            let count = min(part, rows - first)
            let input = hidden.rows(from: first, count: count)
            let logits = network.output.makeOutput(rows: count, in: arena)
            network.output.forward(input, values: values, output: logits, team: team)
            loss += crossEntropy.lossAndDeltas(
                logits, targets: rows == count ? targets : Array(targets[first..<first + count]),
                normaliser: Double(normaliser), workspace: arena, team: team)
            network.output.backward(
                input, outputDeltas: logits, prepared: prepared.output,
                inputDeltas: deltas.rows(from: first, count: count), gradients: gradients, workspace: arena, team: team)
            arena.reset(to: mark)
        }
        return loss
    }

    /// A multiple of 256, the rows that the output layer sums at a time: so the parts change no bit of a gradient.
    static func rowsAtOnce(vocabularySize: Int) -> Int {
        max(1, (1 << 24) / Matrix.padded(vocabularySize) / 256) * 256
    }

    private func fill(_ window: Int) {
        lengths.removeAll(keepingCapacity: true)
        lengths.append(contentsOf: repeatElement(streams.steps(of: window), count: streams.count))
        sequences.refill(lengths: lengths)
        streams.fill(window, inputs: &tokens, targets: &targets)
    }

    private var lastLayer: Int { network.encoder.layers.count - 1 }

    /// A copy after dropout, as the encoder's backward pass needs the output itself.
    private func drop(_ hidden: Matrix) -> Matrix {
        guard dropout.isActive else { return hidden }
        let copy = arena.matrix(rows: hidden.rows, columns: hidden.columns)
        copy.copy(from: hidden)
        dropout.apply(lastLayer, to: copy, sequences: sequences, team: team)
        return copy
    }
}

extension LanguageModelTraining: NetworkTraining {
    package func lossAndGradients(of examples: [Int], step: Int) -> BatchResult {
        let tokens = examples.reduce(0) { $0 + streams.count * streams.steps(of: $1) }
        var result = BatchResult(loss: 0, examples: examples.count, tokens: tokens)
        for window in examples {
            resetStates(step)
            result.loss += lossAndGradients(window: window, step: step, normaliser: tokens)
        }
        return result
    }

    /// Tokens after which a stream is likely to have started afresh.
    private static let tokensBetweenResets = 1000

    /// Forgets what some streams have read, chosen at random: about one in 16 with windows of 64 tokens.
    ///
    /// Otherwise the model would hardly ever start from zeros, as all that use it do: cells that only ever count upwards
    /// would serve as biases, and a text read from its start would be unlike any met in training (the same remedy as in
    /// Melis et al. 2018).
    private func resetStates(_ step: Int) {
        let probability = min(0.5, Float(streams.window) / Float(LanguageModelTraining.tokensBetweenResets))
        var generator = Generator(seed: seed, .stateResets(step: step))
        for stream in 0..<(states.first?.parts[0].rows ?? 0) where generator.uniform() < probability {
            for state in states {
                for part in state.parts { part.rows(from: stream, count: 1).clear() }
            }
        }
    }

    /// The states of all layers and streams, padding included.
    package var carriedState: [Float] {
        get {
            var numbers: [Float] = []
            for matrix in states.flatMap(\.parts) {
                for row in 0..<matrix.rows {
                    for column in 0..<matrix.paddedColumns { numbers.append(matrix[row, column]) }
                }
            }
            return numbers
        }
        set {
            var next = 0
            for matrix in states.flatMap(\.parts) {
                for row in 0..<matrix.rows {
                    for column in 0..<matrix.paddedColumns {
                        matrix[row, column] = newValue[next]
                        next += 1
                    }
                }
            }
        }
    }

    package func discardCarriedState() { for state in states { state.clear() } }
}
