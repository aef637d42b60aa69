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

extension TrainingMemory {
    /// Refuses a training that needs more memory than there can be, before any of it is taken.
    ///
    /// - Throws: ``ModelError/memory(neededBytes:limitBytes:)``.
    package func check(limit: Int = SystemMemory.limit) throws(ModelError) {
        guard total <= limit else { throw .memory(neededBytes: total, limitBytes: limit) }
    }
}

/// What a pass depends on beside the network and its batch.
package struct PassOptions: Sendable {
    package var hasDropout: Bool
    /// Whether forward keeps the gates for backward.
    package var keepsGates: Bool

    package init(hasDropout: Bool, keepsGates: Bool) {
        self.hasDropout = hasDropout
        self.keepsGates = keepsGates
    }
}

extension ClassifierNetwork {
    /// Floats of the weights in the forms that training needs.
    var preparedFloats: Int {
        encoder.preparedFloats(training: true) + pooling.preparedFloats + output.preparedFloats
    }

    /// Floats that the training of a batch takes of the arena; see ``TrainingMemory``.
    package func trainingFloats(_ sequences: PackedSequences, _ options: PassOptions, team: ThreadTeam) -> Int {
        let tokens = sequences.tokens, batch = sequences.batchSize, width = encoder.outputs.paddedCount
        let embedded = Arena.floats(rows: tokens, columns: embedding.size)
        let states = Arena.floats(rows: tokens, columns: width)
        let masks = options.hasDropout ? embedding.size + encoder.layers.count * width : 0
        let ofSequence = masks + 2 * width + Matrix.padded(configuration.classCount)
        let kept = encoder.keptFloats(
            tokens: tokens, batchSize: batch, hasDropout: options.hasDropout, keepsGates: options.keepsGates)
        let back = encoder.backwardFloats(tokens: tokens, batchSize: batch, keepsGates: options.keepsGates, team: team)
        return preparedFloats + batch * ofSequence + 2 * embedded + states + kept + pooling.keptFloats(sequences) + back
    }

    /// Floats that the inference of a batch takes of the arena at most.
    package func inferenceFloats(_ sequences: PackedSequences, precision: WeightPrecision, team: ThreadTeam) -> Int {
        let tokens = sequences.tokens, batch = sequences.batchSize, width = encoder.outputs.paddedCount
        let head = Arena.floats(rows: batch, columns: width) + output.inferenceFloats(rows: batch, precision: precision)
        return Arena.floats(rows: tokens, columns: embedding.size) + head
            + pooling.forwardFloats(sequences, precision: precision)
            + encoder.inferenceFloats(tokens: tokens, batchSize: batch, precision: precision, team: team)
    }
}

extension LanguageModelNetwork {
    /// Floats of the weights in the forms that training needs, and of the states.
    func preparedFloats(batchSize: Int) -> Int {
        encoder.preparedFloats(training: true) + output.preparedFloats + stateFloats(batchSize: batchSize)
    }

    /// Floats of the states of some streams.
    func stateFloats(batchSize: Int) -> Int {
        encoder.layers.flatMap(\.stateParts).reduce(0) {
            $0 + Arena.floats(rows: batchSize, columns: $1.paddedCount)
        }
    }

    /// Floats that the training of a window of some streams takes of the arena; see ``TrainingMemory``.
    package func trainingFloats(tokens: Int, batchSize: Int, _ options: PassOptions, team: ThreadTeam) -> Int {
        let width = encoder.outputs.paddedCount
        let embedded = Arena.floats(rows: tokens, columns: embedding.size)
        let states = Arena.floats(rows: tokens, columns: width)
        let masks = options.hasDropout ? batchSize * encoder.layers.count * width : 0
        let rows = min(tokens, LanguageModelTraining.rowsAtOnce(vocabularySize: configuration.vocabularySize))
        let head = rows * output.outputs.paddedCount + output.backwardFloats
        let kept = encoder.keptFloats(
            tokens: tokens, batchSize: batchSize, hasDropout: options.hasDropout, keepsGates: options.keepsGates)
        let back = encoder.backwardFloats(
            tokens: tokens, batchSize: batchSize, keepsGates: options.keepsGates, team: team)
        return preparedFloats(batchSize: batchSize) + masks + embedded + (options.hasDropout ? 2 : 1) * states + kept
            + max(head, embedded + back)
    }

    /// Floats that reading some tokens takes of the arena at most.
    package func inferenceFloats(
        tokens: Int, batchSize: Int, logitRows: Int, precision: WeightPrecision, team: ThreadTeam
    ) -> Int {
        Arena.floats(rows: tokens, columns: embedding.size)
            + output.inferenceFloats(rows: logitRows, precision: precision) + Arena.floats(rows: 1, columns: logitRows)
            + encoder.inferenceFloats(tokens: tokens, batchSize: batchSize, precision: precision, team: team)
    }
}
