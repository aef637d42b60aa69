import WeftLayers
import WeftTensors
import WeftTraining

/// A step of training as benchmarks measure it: forward, backward, clipping and Adam, without a trainer around it.
struct MeasuredStep {
    private let model: any TrainableModel
    private let optimizer: Optimizer
    private let clipping = GradientClipping()
    private let team: ThreadTeam

    /// Gives the model its first weights.
    init(_ model: any TrainableModel, team: ThreadTeam) throws {
        self.model = model
        self.team = team
        optimizer = try Optimizer(OptimizerOptions(.adam), layout: model.values.layout)
        model.values.initialize(seed: 1)
        model.prepare()
    }

    func callAsFunction(_ examples: [Int]) throws {
        _ = try model.lossAndGradients(of: examples, step: 0)
        let norm = clipping.norm(model.gradients, sparse: model.sparseGradients, team: team)
        optimizer.step(
            values: model.values, gradients: model.gradients, sparse: model.sparseGradients, rate: 1e-3,
            gradientScale: GradientClipping.scale(norm: norm, limit: 1), team: team)
        model.prepare()
    }
}
