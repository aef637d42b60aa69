import WeftTensors

/// Variational dropout on the outputs of an encoder's layers: a mask for each layer and step, the same forward and
/// backward. Room for the masks is kept from step to step.
package struct LayerDropout: Sendable {
    private let rate: Float
    private let seed: UInt64
    private let firstStream: UInt32
    private var masks: [Matrix] = []

    /// - Parameter firstStream: The first of the streams of random numbers, one a layer; see ``Dropout``.
    package init(rate: Float, seed: UInt64, firstStream: UInt32) {
        self.rate = rate
        self.seed = seed
        self.firstStream = firstStream
    }

    /// Whether it changes anything.
    package var isActive: Bool { rate > 0 }

    /// Makes the masks of a training step for some layers from the first on.
    package mutating func makeMasks(
        of layers: ArraySlice<any SequenceLayer>, sequences: PackedSequences, step: Int, in arena: Arena,
        team: ThreadTeam
    ) {
        masks.removeAll(keepingCapacity: true)
        guard isActive else { return }
        for (index, layer) in layers.enumerated() {
            masks.append(
                dropout(index).makeMask(
                    sequences, columns: layer.outputs.paddedCount, step: step, in: arena, team: team))
        }
    }

    /// Multiplies the output of a layer, or its deltas, by the layer's mask, in place.
    package func apply(_ layer: Int, to x: Matrix, sequences: PackedSequences, team: ThreadTeam) {
        guard isActive else { return }
        dropout(layer).apply(masks[layer], to: x, sequences: sequences, team: team)
    }

    private func dropout(_ layer: Int) -> Dropout {
        Dropout(rate: rate, seed: seed, stream: firstStream + UInt32(layer))
    }
}
