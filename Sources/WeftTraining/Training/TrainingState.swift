import WeftLayers
import WeftTensors

/// Everything that a training needs to go on as if it had never stopped.
package struct TrainingState {
    package var progress: TrainingProgress
    /// Buffers by their names in a checkpoint: `values`, `best`, `moment.0`, `moment.1`, `average`. Those of a running
    /// trainer are its own, and change with its next step.
    package var buffers: [(name: String, buffer: ParameterBuffer)]
    /// The model's ``TrainableModel/carriedState``.
    package var carried: [Float]

    /// A copy that a running trainer does not change.
    package func copy() throws(ArenaError) -> TrainingState {
        var copy = self
        for (index, entry) in buffers.enumerated() {
            let buffer = try ParameterBuffer(entry.buffer.layout)
            buffer.copy(from: entry.buffer)
            copy.buffers[index].buffer = buffer
        }
        return copy
    }
}
