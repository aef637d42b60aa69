import WeftTensors

/// Floats of an arena that a training pass takes, without the room that forward gives back at once.
extension Encoder {
    /// Floats that the weights take for inference.
    package var preparedFloats: Int { layers.reduce(0) { $0 + $1.preparedFloats } }

    /// What forward keeps: the activations of each layer, and copies between them where there is dropout.
    package func keptFloats(tokens: Int, batchSize: Int, hasDropout: Bool, keepsGates: Bool) -> Int {
        let layers = layers.reduce(0) {
            $0 + $1.keptFloats(tokens: tokens, batchSize: batchSize, keepsGates: keepsGates)
        }
        let copies = hasDropout ? self.layers.dropFirst().reduce(0) { $0 + $1.inputFloats(tokens: tokens) } : 0
        return layers + copies
    }

    /// What backward needs beside it: the deltas between layers and the room of one layer.
    package func backwardFloats(tokens: Int, batchSize: Int, keepsGates: Bool, team: ThreadTeam) -> Int {
        var deltas = 0, most = 0
        for (index, layer) in layers.enumerated().reversed() {
            if index > 0 { deltas += layer.inputFloats(tokens: tokens) }
            let room = layer.backwardFloats(tokens: tokens, batchSize: batchSize, keepsGates: keepsGates, team: team)
            most = max(most, deltas + room)
        }
        return most
    }
}
