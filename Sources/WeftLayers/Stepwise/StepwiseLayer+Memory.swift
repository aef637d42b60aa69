import WeftTensors

extension StepwiseLayer {
    package func preparedFloats(training: Bool) -> Int {
        let width = columns(1), products = shape.recurrentGateCount
        let transposed = width * (shape.inputGates.count * inputs.paddedCount + products * width)
        return slots.count * (Arena.floats(rows: 1, columns: columns(shape.gateCount)) + (training ? transposed : 0))
    }

    /// The running states, and a row of everything for each sequence.
    package func forwardFloats(batchSize: Int, precision: WeightPrecision, team: ThreadTeam) -> Int {
        let states = Arena.floats(rows: batchSize, columns: columns(shape.stateCount))
        let rounded =
            precision == .int8
            ? Arena.quantizedRowsFloats(rows: 2 * batchSize, columns: max(inputs.paddedCount, columns(1))) : 0
        return slots.count * (states + StepwiseActivations.floats(self, rows: batchSize) + rounded)
    }

    /// For each token and direction of an MGU: 5·H, the output included.
    package func keptFloats(tokens: Int, batchSize: Int, keepsGates: Bool) -> Int {
        Arena.floats(rows: tokens, columns: outputs.paddedCount)
            + slots.count * StepwiseActivations.floats(self, rows: tokens)
    }

    /// The deltas of the states, the cell's scratch, and the room of the weight gradients.
    package func backwardFloats(tokens: Int, batchSize: Int, keepsGates: Bool, team: ThreadTeam) -> Int {
        let states = Arena.floats(rows: batchSize, columns: columns(shape.stateCount))
        let scratch = Arena.floats(rows: batchSize, columns: columns(shape.scratchCount))
        return slots.count * (states + scratch) + weightGradientFloats(team: team)
    }

    package func streamFloats(batchSize: Int, team: ThreadTeam) -> Int {
        forwardFloats(batchSize: batchSize, precision: .int8, team: team)
            + Arena.floats(rows: batchSize, columns: columns(1)) + 1024
    }
}
