import TestSupport
import WeftLayers
import WeftTensors
import WeftTraining

/// A small classifier for tests of training: embedding, dropout, mean, linear, cross-entropy. It carries the last loss
/// from batch to batch, so that a resume that forgets the carried state is seen.
final class MeanClassifier: TrainableModel {
    let layout: ParameterLayout
    let values: ParameterBuffer
    let gradients: ParameterBuffer
    let sparseGradients: [SparseGradient]
    var carriedState: [Float] = [0]
    var guessLoss: Double?

    /// Batches, by step, whose loss becomes NaN; called once for each batch.
    var isPoisoned: (_ step: Int) -> Bool = { _ in false }
    /// Batches, by step, that get an infinite gradient.
    var hasInfiniteGradient: (_ step: Int) -> Bool = { _ in false }
    private(set) var discards = 0

    private let texts: [[Int32]]
    private let labels: [Int32]
    private let embedding: Embedding
    private let pooling: Pooling
    private let output: Linear
    private let dropout: Dropout
    private let prepared: Linear.Prepared
    private let workspace: Arena
    private let team: ThreadTeam
    private let mark: Int
    private var sequences = PackedSequences()

    init(texts: [[Int32]], labels: [Int32], dropout rate: Float = 0.2, seed: UInt64 = 1, team: ThreadTeam) throws {
        self.texts = texts
        self.labels = labels
        self.team = team
        var layout = ParameterLayout()
        embedding = Embedding(vocabularySize: 40, size: 20, padding: 0, in: &layout)
        pooling = Pooling(.mean, states: embedding.outputs, attentionSize: 1, in: &layout)
        output = Linear("output", inputs: pooling.outputs, outputs: 3, in: &layout)
        self.layout = layout
        values = try ParameterBuffer(layout)
        gradients = try ParameterBuffer(layout, withTables: false)
        sparseGradients = [try embedding.makeGradient()]
        for (index, entry) in layout.entries.enumerated() {
            values.load(entry, from: randomValues(entry.count, seed: seed &+ UInt64(index), scale: 0.3))
        }
        dropout = Dropout(rate: rate, seed: seed, stream: 1)
        workspace = try Arena(capacity: 1 << 20)
        prepared = output.makePrepared(in: workspace)
        mark = workspace.used
    }

    func prepare() { output.prepare(values, into: prepared, team: team) }

    func discardCarriedState() {
        discards += 1
        carriedState = [0]
    }

    func lossAndGradients(of examples: [Int], step: Int) throws -> BatchResult {
        workspace.reset(to: mark)
        let tokens = fill(examples)
        let targets = sequences.order.map { labels[examples[$0]] }
        let x = workspace.matrix(rows: sequences.tokens, columns: 20)
        embedding.forward(tokens, values: values, output: x, team: team)
        let mask = dropout.makeMask(sequences, columns: 20, step: step, in: workspace, team: team)
        dropout.apply(mask, to: x, sequences: sequences, team: team)
        let pooled = workspace.matrix(rows: examples.count, columns: 20)
        let pass = Pass(sequences, workspace: workspace, team: team)
        let kept = pooling.forward(x, values: values, pooled: pooled, pass)
        let logits = output.makeOutput(rows: examples.count, in: workspace)
        output.forward(pooled, values: values, output: logits, team: team)
        var loss = CrossEntropy().lossAndDeltas(logits, targets: targets, workspace: workspace, team: team)
        let pooledDeltas = workspace.matrix(rows: examples.count, columns: 20)
        output.backward(
            pooled, outputDeltas: logits, prepared: prepared, inputDeltas: pooledDeltas, gradients: gradients,
            workspace: workspace, team: team)
        let deltas = workspace.matrix(rows: sequences.tokens, columns: 20)
        pooling.backward(
            x, pooledDeltas: pooledDeltas, kept: kept, prepared: nil, stateDeltas: deltas, values: values,
            gradients: gradients, pass)
        dropout.apply(mask, to: deltas, sequences: sequences, team: team)
        embedding.backward(tokens, outputDeltas: deltas, gradient: sparseGradients[0], team: team)
        if isPoisoned(step) { loss = .nan }
        if hasInfiniteGradient(step) { sparseGradients[0].row(0)[3] = .infinity }
        // The carried state takes part in the gradients, so it must be resumed.
        gradients.dense[gradients.denseCount - Matrix.block] += 0.01 * carriedState[0]
        carriedState = [Float(loss)]
        return BatchResult(loss: loss, examples: examples.count, tokens: sequences.tokens)
    }

    /// The share of texts classified rightly.
    func accuracy() -> Double {
        workspace.reset(to: mark)
        let tokens = fill(Array(texts.indices))
        let x = workspace.matrix(rows: sequences.tokens, columns: 20)
        embedding.forward(tokens, values: values, output: x, team: team)
        let pooled = workspace.matrix(rows: texts.count, columns: 20)
        _ = pooling.forward(x, values: values, pooled: pooled, Pass(sequences, workspace: workspace, team: team))
        let logits = output.makeOutput(rows: texts.count, in: workspace)
        output.forward(pooled, values: values, output: logits, team: team)
        let right = (0..<texts.count).filter { place in
            let row = (0..<3).map { logits[place, $0] }
            return row.firstIndex(of: row.max() ?? 0) == Int(labels[sequences.order[place]])
        }
        return Double(right.count) / Double(texts.count)
    }

    /// All values, tables included.
    var allValues: [Float] { layout.entries.flatMap { values.export($0) } }

    private func fill(_ examples: [Int]) -> [Int32] {
        sequences.refill(lengths: examples.map { texts[$0].count })
        var tokens: [Int32] = []
        for step in 0..<sequences.steps {
            for place in 0..<sequences.batchSizes[step] { tokens.append(texts[examples[sequences.order[place]]][step]) }
        }
        return tokens
    }
}

/// Texts of three classes: each has its own dozen words, drowned in words of all.
enum SampleTexts {
    static func make(_ count: Int) -> (texts: [[Int32]], labels: [Int32]) {
        var generator = Generator(seed: 77)
        var texts: [[Int32]] = [], labels: [Int32] = []
        for index in 0..<count {
            let label = index % 3, length = 2 + generator.below(9)
            texts.append(
                (0..<length).map { place in
                    Int32(
                        place == 0 || generator.below(3) == 0
                            ? 1 + 12 * label + generator.below(12) : 1 + generator.below(39))
                })
            labels.append(Int32(label))
        }
        return (texts, labels)
    }
}
