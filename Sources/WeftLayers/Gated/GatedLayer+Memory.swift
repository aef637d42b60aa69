import WeftTensors

extension GatedLayer {
    package func preparedFloats(training: Bool) -> Int {
        let width = Matrix.padded(hiddenSize)
        let transposed = width * (cell.inputGates.count * inputs.paddedCount + cell.recurrentGates.count * width)
        let vectors = Arena.floats(rows: cell.vectors.count, columns: width)
        let always = Arena.floats(rows: 1, columns: gateColumns) + vectors
        return slots.count * (always + (training ? transposed : 0))
    }

    /// The gates of a chunk of steps, states, and the rounded activations of int8.
    package func forwardFloats(batchSize: Int, precision: WeightPrecision, team: ThreadTeam) -> Int {
        let lanes = lanes(batchSize: batchSize, directions: slots.count, team: team)
        let rows = stepsPerChunk(rows: Lane(index: 0, count: lanes).rows(among: batchSize)) * (batchSize + lanes)
        let states = 3 * Arena.floats(rows: batchSize, columns: hiddenSize)
        let units = max(lanes, shares(directions: slots.count, team: team))
        let columns = max(inputs.paddedCount, Matrix.padded(hiddenSize))
        let rounded = precision == .int8 ? Arena.quantizedRowsFloats(rows: units * rows, columns: columns) : 0
        return slots.count * (rows * gateColumns + gateColumns * Matrix.block + states + rounded)
    }

    /// For each token and direction of an LSTM or a GRU: 6·H, of which 4·H are gates; without them 2·H and H.
    package func keptFloats(tokens: Int, batchSize: Int, keepsGates: Bool) -> Int {
        let gates = keepsGates ? gateColumns : 0
        let states = (keepsBefore(keepsGates: keepsGates) ? 1 : 0) + (cell.keepsAfter ? 1 : 0)
        return Arena.floats(rows: tokens + batchSize, columns: outputs.paddedCount)
            + slots.count * tokens * (gates + states * Matrix.padded(hiddenSize))
    }

    /// The deltas of the states, the room of the weight gradients, and that of a chunk of gates made again.
    package func backwardFloats(tokens: Int, batchSize: Int, keepsGates: Bool, team: ThreadTeam) -> Int {
        let width = Matrix.padded(hiddenSize)
        let states = slots.count * batchSize * width * (cell.hasCellState ? 2 : 1)
        let chunk = Recomputation.rows(tokens: tokens, batchSize: batchSize) * (gateColumns + width)
        return states + weightGradientFloats(directions: keepsGates ? slots.count : 1, team: team)
            + (keepsGates ? 0 : chunk)
    }

    package func streamFloats(batchSize: Int, team: ThreadTeam) -> Int {
        let width = max(inputs.paddedCount, outputs.paddedCount)
        return batchSize * (gateColumns + 4 * (width + 2 * Matrix.block))
            + Arena.quantizedRowsFloats(
                rows: 2 * GatedStream.rowsOfThread(batchSize) * team.count, columns: width) + 1024
    }
}
