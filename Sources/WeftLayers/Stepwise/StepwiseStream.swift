import WeftTensors

/// A ``StepwiseLayer`` that reads one step at a time: batches of one step, whose states go on.
final class StepwiseStream: LayerStream {
    private var run: StepwiseRun
    private let team: ThreadTeam
    /// Kept alive, as the windows point into its values.
    private let weights: StepwiseWeights

    init(_ weights: StepwiseWeights, batchSize: Int, team: ThreadTeam, in arena: Arena) {
        let layer = weights.layer
        self.weights = weights
        self.team = team
        let pass = Pass(
            PackedSequences(lengths: Array(repeating: 1, count: batchSize)), workspace: arena, team: team)
        let output = arena.matrix(rows: batchSize, columns: layer.outputs.paddedCount)
        run = StepwiseRun(
            weights, direction: 0, input: output, kept: nil, output: output,
            lanes: layer.lanes(batchSize: batchSize, directions: 1, team: team), pass)
        run.states.clear()
    }

    var state: LayerState {
        LayerState(parts: (0..<weights.layer.shape.stateCount).map { weights.layer.part(run.states, $0) })
    }

    func step(_ input: Matrix) -> Matrix {
        run.input = input
        let run = run
        team.run(run.lanes) { run.runLane(Lane(index: $0, count: run.lanes)) }
        return run.output
    }
}
