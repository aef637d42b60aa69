import WeftLayers
import WeftTensors
import WeftTraining

/// The bytes that a training takes of memory, beside the program and the documents: 4 bytes for each of
///
/// - weights: P · (2 + m + a). P parameters as they are and as they were at their best, m moments of the optimizer (Adam:
///   2), and their average if there is one (a = 1). Memory is taken for the rows of tables that training meets.
/// - gradients: D + E · min(V, T), with D parameters outside the embedding of V rows and E columns.
/// - activations: about D, the weights once more in the form that backward reads, and for each of the T tokens of a batch
///
///       classifier       2·E + L·d·H·k + (1 + 2·(L − 1))·d·H + A
///       language model   2·E + L·H·k + 2·L·H
///
///   with L layers of d directions and H units, A units of attention, and k = 6 for LSTM and GRU, 2 for Elman. Where
///   gates are made again, k = 2 for LSTM and 1 for the others. Without dropout there are (L − 1)·d·H less, L·H less for
///   a language model.
///
/// All sizes are rounded up to 16. The largest batch counts; what depends on sequences and threads alone is small.
public struct TrainingMemory: Sendable, Equatable {
    /// Bytes of weights in all their copies.
    public let weights: Int
    /// Bytes of gradients.
    public let gradients: Int
    /// Bytes of activations, with the weights in the form that backward reads.
    public let activations: Int

    /// Bytes of all.
    public var total: Int { weights + gradients + activations }

    /// - Parameters:
    ///   - tokens: Those of the largest batch.
    ///   - activations: Floats of them.
    init(_ layout: ParameterLayout, _ options: TrainingOptions, tokens: Int, activations: Int) {
        let bytes = MemoryLayout<Float>.stride
        let copies = 2 + options.optimizer.momentCount + (options.averaging == nil ? 0 : 1)
        let rows = layout.entries.filter(\.isTable).reduce(0) {
            $0 + min($1.slot.rows, tokens) * Matrix.padded($1.slot.columns)
        }
        weights = bytes * copies * (layout.denseCount + layout.tableCount)
        gradients = bytes * (layout.denseCount + rows)
        self.activations = bytes * activations
    }
}

extension ClassifierTraining {
    /// Floats that a batch takes of the arena; see ``TrainingMemory``.
    package func activationFloats(_ sequences: PackedSequences) -> Int {
        let tokens = sequences.tokens, batch = sequences.batchSize
        let encoder = network.encoder, width = encoder.outputs.paddedCount
        let hasDropout = configuration.dropout > 0, keepsGates = !configuration.recomputesGates
        let embedded = Arena.floats(rows: tokens, columns: network.embedding.size)
        let states = Arena.floats(rows: tokens, columns: width)
        let masks = hasDropout ? network.embedding.size + encoder.layers.count * width : 0
        let ofSequence = masks + 2 * width + Matrix.padded(network.configuration.classCount)
        return preparedFloats + batch * ofSequence + 2 * embedded + states
            + encoder.keptFloats(tokens: tokens, batchSize: batch, hasDropout: hasDropout, keepsGates: keepsGates)
            + network.pooling.keptFloats(sequences)
            + encoder.backwardFloats(tokens: tokens, batchSize: batch, keepsGates: keepsGates, team: team)
    }
}

extension LanguageModelTraining {
    /// Floats that a window takes of the arena; see ``TrainingMemory``.
    package func activationFloats(tokens: Int) -> Int {
        let batch = streams.count, encoder = network.encoder
        let embedded = Arena.floats(rows: tokens, columns: network.embedding.size)
        let states = Arena.floats(rows: tokens, columns: encoder.outputs.paddedCount)
        let masks = dropout.isActive ? batch * encoder.layers.count * encoder.outputs.paddedCount : 0
        let rows = min(tokens, LanguageModelTraining.rowsAtOnce(vocabularySize: network.configuration.vocabularySize))
        let head = rows * network.output.outputs.paddedCount + network.output.backwardFloats
        let back = encoder.backwardFloats(
            tokens: tokens, batchSize: batch, keepsGates: !self.encoder.recomputesGates, team: team)
        return preparedFloats + masks + embedded + (dropout.isActive ? 2 : 1) * states
            + encoder.keptFloats(
                tokens: tokens, batchSize: batch, hasDropout: dropout.isActive,
                keepsGates: !self.encoder.recomputesGates)
            + max(head, embedded + back)
    }
}
