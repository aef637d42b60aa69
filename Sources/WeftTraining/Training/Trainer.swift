import WeftLayers
import WeftTensors

/// The one training loop, for classifiers and language models alike.
///
/// It owns the optimizer, the position in the data, and the best weights so far, which are also what it goes back to
/// when training diverges. It neither prints nor reads a clock: both are the caller's.
package final class Trainer<Model: TrainableModel, Source: BatchSource> {
    /// A model has begun to learn when its training loss is below this share of the best guess's. A small learning rate
    /// or a long warm-up needs many validations for that; patience and plateaus do not count them.
    private static var begunShare: Double { 0.95 }

    package let model: Model
    package let options: TrainingOptions
    /// Passes over the data, as planned by the options.
    package let epochs: Int
    package let optimizer: Optimizer
    /// The best weights by validation, else those of the last full epoch.
    package let best: ParameterBuffer
    /// The moving average of the weights, if the options want one.
    let average: WeightAverage?
    package var progress = TrainingProgress()

    var source: Source
    let team: ThreadTeam
    private let clipping = GradientClipping()
    private var examples: [Int] = []
    private let totalSteps: Int
    /// Steps between validations; nil for one after each epoch.
    private let validationInterval: Int?

    /// Makes a trainer for a model with its initial weights.
    package init(_ model: Model, source: Source, options: TrainingOptions, team: ThreadTeam) throws {
        self.model = model
        self.options = options
        self.team = team
        self.source = source
        self.source.start(epoch: 0)
        guard self.source.batchCount > 0 else { throw TrainingError.noBatches }
        (epochs, validationInterval) = options.plan(batchCount: self.source.batchCount)
        totalSteps = self.source.batchCount * max(1, epochs)
        optimizer = try Optimizer(options.optimizer, layout: model.values.layout)
        best = try ParameterBuffer(model.values.layout)
        best.copy(from: model.values)
        average = try options.averaging.map { try WeightAverage(of: model.values, decay: $0) }
    }

    /// The epochs that other options would make of the same data.
    package func epochs(of options: TrainingOptions) -> Int { options.plan(batchCount: source.batchCount).epochs }

    /// Trains to the end, or until there is a reason to stop; called again after an interruption, it goes on.
    ///
    /// Unless interrupted, the model has the best weights afterwards if there was a validation, else the last.
    package func run(_ surroundings: TrainingSurroundings) throws -> TrainingResult {
        let started = surroundings.now()
        source.start(epoch: progress.epoch)
        model.prepare()
        while true {
            if progress.isValidationDue { try validate(surroundings) }
            if progress.isStopped { return finish(.stoppedEarly) }
            if progress.epoch >= epochs { return finish(.completed) }
            if surroundings.isInterrupted() { return result(.interrupted) }
            if let limit = options.timeLimit, surroundings.now() - started >= limit {
                if progress.validatedStep < progress.step { try validate(surroundings) }
                return finish(.timeLimit)
            }
            try step(surroundings)
        }
    }

    /// The rate of the next step.
    package var rate: Double {
        options.learningRate * options.schedule.factor(step: progress.step, of: totalSteps)
            * progress.plateau.factor * progress.divergenceGuard.factor
    }

    private func step(_ surroundings: TrainingSurroundings) throws {
        source.fill(&examples, batch: progress.batch)
        let rate = rate, epoch = progress.epoch
        let found = try model.lossAndGradients(of: examples, step: progress.step)
        try surroundings.exchangeGradients?(model.gradients, model.sparseGradients)
        let norm =
            found.loss.isFinite
            ? clipping.norm(model.gradients, sparse: model.sparseGradients, team: team) : .nan
        guard norm.isFinite else { return try leaveOut(rate, surroundings) }
        optimizer.step(
            values: model.values, gradients: model.gradients, sparse: model.sparseGradients, rate: Float(rate),
            gradientScale: GradientClipping.scale(norm: norm, limit: options.clip), team: team)
        average?.update(from: model.values, step: optimizer.steps, team: team)
        model.prepare()
        progress.updates = optimizer.steps
        progress.lossSum += found.loss
        progress.lossCount += 1
        let meanLoss = progress.meanLoss
        advance()
        try surroundings.report(
            .step(
                TrainingStep(
                    step: progress.step, epoch: epoch, fraction: fraction, loss: found.loss, meanLoss: meanLoss,
                    rate: rate, gradientNorm: norm, examples: found.examples, tokens: found.tokens)))
    }

    /// Leaves out a batch whose loss or gradient is not finite, and goes back or gives up if that was not the first.
    private func leaveOut(_ rate: Double, _ surroundings: TrainingSurroundings) throws {
        model.gradients.clearDense()
        for gradient in model.sparseGradients { gradient.clear() }
        model.discardCarriedState()
        let (step, epoch, batch) = (progress.step, progress.epoch, progress.batch)
        let verdict = progress.divergenceGuard.record(step: step, limit: options.rateReductions)
        if verdict == .giveUp {
            throw TrainingError.diverged(
                step: step, epoch: epoch, batch: batch, reductions: progress.divergenceGuard.reductions, rate: rate)
        }
        if verdict == .goBack {
            model.values.copy(from: best)
            average?.buffer.copy(from: best)
            optimizer.reset()
            progress.updates = 0
            model.prepare()
        }
        advance()
        try surroundings.report(.skipped(step: step, epoch: epoch, batch: batch))
        if verdict == .goBack { try surroundings.report(.wentBack(step: step, rate: self.rate)) }
    }

    private func advance() {
        progress.step += 1
        progress.batch += 1
        if let interval = validationInterval, progress.step % max(1, interval) == 0 {
            progress.isValidationDue = true
        }
        guard progress.batch == source.batchCount else { return }
        progress.batch = 0
        progress.epoch += 1
        if validationInterval == nil || progress.epoch == epochs { progress.isValidationDue = true }
        if progress.epoch < epochs { source.start(epoch: progress.epoch) }
    }

    private func validate(_ surroundings: TrainingSurroundings) throws {
        progress.isValidationDue = false
        progress.validatedStep = progress.step
        let trainingLoss = progress.meanLoss
        if progress.batch == 0 { (progress.lossSum, progress.lossCount) = (0, 0) }
        let judged = average?.buffer ?? model.values
        guard let validate = surroundings.validate else { return best.copy(from: judged) }
        let score = try withAverage(validate)
        let hasBegun = model.guessLoss.map { trainingLoss < Trainer.begunShare * $0 } ?? true
        if hasBegun { progress.plateau.record(score, schedule: options.schedule) }
        let isBest = progress.earlyStopping.record(score, step: progress.step, hasBegun: hasBegun)
        if isBest { best.copy(from: judged) }
        progress.isStopped = progress.earlyStopping.isExhausted(patience: options.patience)
        try surroundings.report(
            .validated(
                TrainingValidation(
                    step: progress.step, epoch: fraction * Double(epochs), score: score, isBest: isBest,
                    trainingLoss: trainingLoss)))
    }

    /// Judges the model with the averaged weights, if there are any.
    private func withAverage(_ validate: () throws -> Double) rethrows -> Double {
        guard let average else { return try validate() }
        exchangeAverage(average)
        defer { exchangeAverage(average) }
        return try validate()
    }

    private func exchangeAverage(_ average: WeightAverage) {
        average.exchange(with: model.values, team: team)
        model.prepare()
    }

    private var fraction: Double {
        let done = Double(progress.epoch) + Double(progress.batch) / Double(max(1, source.batchCount))
        return min(1, done / Double(max(1, epochs)))
    }

    private func finish(_ reason: TrainingResult.Reason) -> TrainingResult {
        if let final = progress.earlyStopping.best != nil ? best : average?.buffer {
            model.values.copy(from: final)
            model.prepare()
        }
        return result(reason)
    }

    private func result(_ reason: TrainingResult.Reason) -> TrainingResult {
        TrainingResult(
            reason: reason, steps: progress.step, epochs: progress.epoch + (progress.batch > 0 ? 1 : 0),
            bestScore: progress.earlyStopping.best, bestStep: progress.earlyStopping.bestStep,
            badBatches: progress.divergenceGuard.badBatches)
    }
}
