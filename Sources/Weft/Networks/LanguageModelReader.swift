import WeftLayers
import WeftTensors

/// Runs a language model's network over batches of tokens: the one forward pass that is not training.
package final class LanguageModelReader {
    package let weights: LanguageModelWeights
    package let team: ThreadTeam
    private let arena: Arena
    /// Reads single tokens of one stream without the machinery of batches.
    private let stream: EncoderStream?
    private let batchStates: [LayerState]
    private let mark: Int
    private var sequences = PackedSequences()
    /// Whether the last call read a single token, which is no batch.
    private var hasReadStep = false

    /// Makes a reader of up to `streams` texts at once.
    package init(_ weights: LanguageModelWeights, streams: Int = 1, team: ThreadTeam) throws(ArenaError) {
        self.weights = weights
        self.team = team
        arena = try Arena()
        stream =
            streams > 1
            ? nil
            : try EncoderStream(weights.encoder, batchSize: 1, team: team)
        try arena.require(weights.network.stateFloats(batchSize: streams))
        batchStates = streams > 1 ? weights.network.encoder.makeStates(batchSize: streams, in: arena) : []
        mark = arena.used
        clear()
    }

    private var states: [LayerState] { stream?.states ?? batchStates }

    /// Forgets everything read.
    package func clear() { for state in states { state.clear() } }

    /// Floats of the state of one stream, padding included.
    package var stateCount: Int { states.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.paddedColumns } } }

    /// Sets the state of the first stream.
    package func load(_ numbers: borrowing [Float]) {
        precondition(numbers.count == stateCount, "\(numbers.count) numbers for a state of \(stateCount)")
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            forEachRow { row, place, count in row.update(from: base + place, count: count) }
        }
    }

    /// Gives the state of the first stream.
    package func store(into numbers: inout [Float]) {
        precondition(numbers.count == stateCount, "\(numbers.count) numbers for a state of \(stateCount)")
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            forEachRow { row, place, count in (base + place).update(from: row, count: count) }
        }
    }

    /// Calls `body` with the first stream's part of each state and its place among the numbers of all.
    private func forEachRow(_ body: (_ row: UnsafeMutablePointer<Float>, _ place: Int, _ count: Int) -> Void) {
        var place = 0
        for state in states {
            for matrix in state.parts {
                body(matrix.base, place, matrix.paddedColumns)
                place += matrix.paddedColumns
            }
        }
    }

    /// Reads the next tokens of the first streams, time-major, and hands out the logits of all positions as rows in
    /// panels, valid during the call alone.
    ///
    /// - Parameters:
    ///   - lengths: Tokens of each stream, none less than that of the stream after it.
    ///   - lastOnly: Whether only the last position of one stream is wanted.
    /// - Throws: What reading rows of the embedding from the model's file throws.
    package func read<Result>(
        _ tokens: [Int32], lengths: [Int], lastOnly: Bool = false,
        _ body: (_ logits: Matrix, _ workspace: Arena) -> Result
    ) throws -> Result {
        try weights.rows?.require(tokens)
        let network = weights.network
        arena.reset(to: mark)
        try arena.reserve(
            network.inferenceFloats(
                tokens: tokens.count, batchSize: lengths.count, logitRows: lastOnly ? 1 : tokens.count,
                precision: weights.values.precision, team: team))
        let embedded = arena.matrix(rows: tokens.count, columns: network.embedding.size)
        network.embedding.forward(tokens, values: weights.values, output: embedded, team: team)
        var hidden: Matrix
        hasReadStep = stream != nil && tokens.count == 1
        if let stream, hasReadStep {
            hidden = stream.step(embedded)
        } else {
            sequences.refill(lengths: lengths)
            hidden = weights.encoder.infer(
                embedded, states: states.map { $0.rows(from: 0, count: lengths.count) },
                Pass(sequences, workspace: arena, team: team))
        }
        if lastOnly { hidden = hidden.rows(from: tokens.count - 1, count: 1) }
        let logits = network.output.makeOutput(rows: hidden.rows, in: arena)
        network.output.infer(
            hidden, values: weights.values, output: logits, workspace: arena, team: team)
        return body(logits, arena)
    }

    /// The row of a stream's position among the logits of the last ``read(_:lengths:lastOnly:_:)``.
    package func row(step: Int, stream: Int) -> Int {
        hasReadStep ? 0 : sequences.row(step: step, place: stream)
    }
}
