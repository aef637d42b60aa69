import WeftTensors

extension GatedLayer {
    package var preparedFloats: Int { slots.count * Arena.floats(rows: 1, columns: gateColumns) }

    /// For each token and direction of an LSTM or a GRU: 6·H, of which 4·H are gates; without them 2·H and H.
    package func keptFloats(tokens: Int, batchSize: Int, keepsGates: Bool) -> Int {
        let gates = keepsGates ? gateColumns : 0
        let before = keepsBefore(keepsGates: keepsGates) ? Matrix.padded(hiddenSize) : 0
        return Arena.floats(rows: tokens + batchSize, columns: outputs.paddedCount)
            + slots.count * tokens * (gates + before)
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
