import WeftTensors

/// Floats of an arena that a pass takes.
extension Encoder {
    /// Floats that the weights take in the forms that the layers need.
    package func preparedFloats(training: Bool) -> Int {
        layers.reduce(0) { $0 + $1.preparedFloats(training: training) }
    }

    /// What inference takes at most: the outputs of all layers, and the room of one, which is given back at once.
    package func inferenceFloats(tokens: Int, batchSize: Int, precision: WeightPrecision, team: ThreadTeam) -> Int {
        let outputs = layers.reduce(0) {
            $0 + Arena.floats(rows: tokens + batchSize, columns: $1.outputs.paddedCount)
        }
        return outputs + forwardFloats(batchSize: batchSize, precision: precision, team: team)
    }

    /// The room of one layer's forward pass, at most.
    package func forwardFloats(batchSize: Int, precision: WeightPrecision, team: ThreadTeam) -> Int {
        layers.reduce(0) { max($0, $1.forwardFloats(batchSize: batchSize, precision: precision, team: team)) }
    }

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
