import WeftLayers
import WeftTensors

/// The moving average of a training's weights (Polyak & Juditsky 1992), which generalizes better than the last weights.
///
/// It takes the weights in every few steps only, as one pass over a large vocabulary costs as much as a small step.
/// Elements are independent, so the bits are the same for any number of threads.
package struct WeightAverage: Sendable {
    /// Steps between two updates.
    private static let interval = 4
    /// Floats of a unit of work.
    private static let chunk = 16_384

    package let buffer: ParameterBuffer
    /// The share of the average that an update keeps in the long run.
    private let decay: Double

    /// Begins with a copy of the weights.
    ///
    /// - Parameter decay: What stays of the average at one step, in 0..<1.
    package init(of values: ParameterBuffer, decay: Double) throws(ArenaError) {
        precondition(decay >= 0 && decay < 1, "an average that keeps \(decay)")
        buffer = try ParameterBuffer(values.layout)
        buffer.copy(from: values)
        self.decay = (0..<WeightAverage.interval).reduce(1) { product, _ in product * decay }
    }

    /// Takes in the weights after a step.
    ///
    /// - Parameter step: Optimizer steps so far; the first ones count for more, so that the initial weights are soon
    ///   forgotten.
    package func update(from values: ParameterBuffer, step: Int, team: ThreadTeam) {
        guard step % WeightAverage.interval == 0 else { return }
        let updates = Double(step / WeightAverage.interval)
        let share = Float(1 - min(decay, updates / (updates + 9)))
        forEachChunk(values, team: team) { average, values, count in
            for index in 0..<count { average[index] += share * (values[index] - average[index]) }
        }
    }

    /// Exchanges the average and the weights, to use the model with the average for a while.
    package func exchange(with values: ParameterBuffer, team: ThreadTeam) {
        forEachChunk(values, team: team) { average, values, count in
            for index in 0..<count { swap(&average[index], &values[index]) }
        }
    }

    private func forEachChunk(
        _ values: ParameterBuffer, team: ThreadTeam,
        _ body:
            @Sendable (
                _ average: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>, _ count: Int
            ) -> Void
    ) {
        forEachChunk(buffer.dense, values.dense, count: values.denseCount, team: team, body)
        guard let average = buffer.tables, let tables = values.tables else { return }
        forEachChunk(average, tables, count: values.layout.tableCount, team: team, body)
    }

    private func forEachChunk(
        _ average: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>, count: Int, team: ThreadTeam,
        _ body: @Sendable (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    ) {
        nonisolated(unsafe) let (average, values) = (average, values)  // units write disjoint parts
        team.run((count + WeightAverage.chunk - 1) / WeightAverage.chunk) { unit in
            let start = unit * WeightAverage.chunk
            body(average + start, values + start, min(WeightAverage.chunk, count - start))
        }
    }
}
