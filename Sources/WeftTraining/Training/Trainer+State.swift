import WeftLayers

extension Trainer {
    /// Everything that resumes this training after the last event. Its buffers are the trainer's own: write them out
    /// before the next step, or take a ``TrainingState/copy()``.
    package var state: TrainingState {
        let moments = optimizer.moments.enumerated().map { (name: "moment.\($0.offset)", buffer: $0.element) }
        let averages = average.map { [(name: "average", buffer: $0.buffer)] } ?? []
        return TrainingState(
            progress: progress, buffers: [("values", model.values), ("best", best)] + moments + averages,
            carried: model.carriedState)
    }

    /// Goes on where a state was taken: a trainer of the same model, data and options.
    package func restore(_ state: TrainingState) throws {
        let own = self.state.buffers
        guard own.map(\.name) == state.buffers.map(\.name) else {
            throw TrainingError.badState(
                field: "buffers", found: state.buffers.map(\.name).joined(separator: ", "))
        }
        for (target, source) in zip(own, state.buffers) where target.buffer !== source.buffer {
            target.buffer.copy(from: source.buffer)
        }
        try resume(state.progress, carried: state.carried)
    }

    /// Goes on from this progress, when the caller has filled the buffers of ``state`` itself.
    package func resume(_ progress: TrainingProgress, carried: [Float]) throws {
        try progress.check(epochs: epochs, batchCount: source.batchCount)
        source.start(epoch: progress.epoch)
        self.progress = progress
        optimizer.steps = progress.updates
        model.carriedState = carried
        model.prepare()
    }
}
