import WeftLayers
import WeftTensors

/// Recurrent layers on random inputs, ready to run over batches.
struct LayerWork {
    private let arena: Arena
    private let weights: EncoderWeights
    private let training: EncoderTraining?
    private let gradients: ParameterBuffer
    /// One step of one sequence is what the stream is for.
    private let stream: EncoderStream?
    private let input: Matrix
    private let deltas: Matrix
    private let inputDeltas: Matrix
    /// What stays in the arena from batch to batch.
    private let mark: Int
    private let team: ThreadTeam

    /// - Parameters:
    ///   - training: Whether to go back through the layers, and whether gates are then made again.
    ///   - tokens: Those of the largest batch.
    init(
        _ encoder: Encoder, values: ParameterBuffer, training: (isOn: Bool, recomputesGates: Bool), tokens: Int,
        team: ThreadTeam, generator: inout Generator
    ) throws {
        self.team = team
        gradients = try ParameterBuffer(values.layout)
        arena = try Arena()
        weights = encoder.makeWeights(values, training: training.isOn, in: arena)
        let inputs = encoder.inputs.paddedCount
        input = arena.matrix(rows: tokens, columns: inputs)
        deltas = arena.matrix(rows: tokens, columns: encoder.outputs.paddedCount)
        inputDeltas = arena.matrix(rows: tokens, columns: inputs)
        for row in 0..<tokens {
            for column in encoder.inputs.positions { input[row, column] = generator.uniform(-1, 1) }
            for column in encoder.outputs.positions { deltas[row, column] = 1 }
        }
        self.training =
            training.isOn ? EncoderTraining(weights, recomputesGates: training.recomputesGates) : nil
        let canStream = !training.isOn && tokens == 1 && encoder.layers.allSatisfy(\.readsForwardOnly)
        stream = canStream ? try EncoderStream(weights, batchSize: 1, team: team) : nil
        mark = arena.used
        weights.prepare(team: team)
    }

    /// Forward, or forward and backward.
    func run(_ sequences: PackedSequences) {
        arena.reset(to: mark)
        let x = input.rows(from: 0, count: sequences.tokens)
        if let stream {
            _ = stream.step(x)
            return
        }
        let pass = Pass(sequences, workspace: arena, team: team)
        guard let training else {
            _ = weights.infer(x, states: [], pass)
            return
        }
        // The weights are repacked for every batch, as an optimizer would make it do.
        weights.prepare(team: team)
        _ = training.forward(x, states: [], dropout: nil, pass)
        training.backward(
            deltas.rows(from: 0, count: sequences.tokens), stateDeltas: [],
            inputDeltas: inputDeltas.rows(from: 0, count: sequences.tokens), dropout: nil, gradients: gradients, pass)
    }
}
