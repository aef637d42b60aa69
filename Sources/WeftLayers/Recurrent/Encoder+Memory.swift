import WeftTensors

/// Floats of an arena that a pass takes.
extension Encoder {
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

extension RecurrentLayer {
    fileprivate func inputFloats(tokens: Int) -> Int { Arena.floats(rows: tokens, columns: inputs.paddedCount) }

    /// The gates of a chunk of steps, states, and the rounded activations of int8.
    fileprivate func forwardFloats(batchSize: Int, precision: WeightPrecision, team: ThreadTeam) -> Int {
        let lanes = lanes(batchSize: batchSize, directions: slots.count, team: team)
        let rows = stepsPerChunk(rows: (batchSize + lanes - 1) / lanes) * (batchSize + lanes)
        let states = 3 * Arena.floats(rows: batchSize, columns: hiddenSize)
        let units = max(lanes, shares(directions: slots.count, team: team))
        let columns = max(inputs.paddedCount, Matrix.padded(hiddenSize))
        let rounded = precision == .int8 ? Arena.quantizedRowsFloats(rows: units * rows, columns: columns) : 0
        return slots.count * (rows * gateColumns + gateColumns * Matrix.block + states + rounded)
    }

    /// For each token and direction of an LSTM or a GRU: 6·H, of which 4·H are gates; without them 2·H and H.
    fileprivate func keptFloats(tokens: Int, batchSize: Int, keepsGates: Bool) -> Int {
        let gates = keepsGates ? gateColumns : 0
        let before = keepsBefore(keepsGates: keepsGates) ? Matrix.padded(hiddenSize) : 0
        return Arena.floats(rows: tokens + batchSize, columns: outputs.paddedCount)
            + slots.count * tokens * (gates + before)
    }

    /// The deltas of the states, the room of the weight gradients, and that of a chunk of gates made again.
    fileprivate func backwardFloats(tokens: Int, batchSize: Int, keepsGates: Bool, team: ThreadTeam) -> Int {
        let width = Matrix.padded(hiddenSize)
        let states = slots.count * batchSize * width * (cell.hasCellState ? 2 : 1)
        let chunk = Recomputation.rows(tokens: tokens, batchSize: batchSize) * (gateColumns + width)
        return states + weightGradientFloats(directions: keepsGates ? slots.count : 1, team: team)
            + (keepsGates ? 0 : chunk)
    }
}
