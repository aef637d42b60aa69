/// Where a training is: all its numbers apart from the weights and moments. Two trainings with the same progress, weights
/// and moments go on in the same way, to the bit.
package struct TrainingProgress: Sendable, Equatable {
    /// Batches met, those skipped included.
    package var step = 0
    /// Optimizer steps since the moments were zero.
    package var updates = 0
    package var epoch = 0
    /// Batches of this epoch met.
    package var batch = 0
    /// Whether a validation comes before the next step.
    package var isValidationDue = false
    /// The step after which the last validation was.
    package var validatedStep = 0
    /// Whether early stopping has ended the training.
    package var isStopped = false
    /// Sum of losses, and batches summed, since the epoch began.
    package var lossSum = 0.0
    package var lossCount = 0
    package var earlyStopping = EarlyStopping()
    package var plateau = Plateau()
    package var divergenceGuard = DivergenceGuard()

    package init() {}

    /// The mean loss of the epoch so far.
    package var meanLoss: Double { lossCount > 0 ? lossSum / Double(lossCount) : .nan }

    /// Name and value of each number, in a fixed order; numbers are written so that reading gives the same bits.
    package var fields: [(name: String, value: String)] {
        func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        return [
            ("step", "\(step)"), ("updates", "\(updates)"), ("epoch", "\(epoch)"), ("batch", "\(batch)"),
            ("validation_due", "\(isValidationDue)"), ("validated_step", "\(validatedStep)"),
            ("stopped", "\(isStopped)"), ("loss_sum", text(lossSum)), ("loss_count", "\(lossCount)"),
            ("early_stopping.best", text(earlyStopping.best)),
            ("early_stopping.best_step", "\(earlyStopping.bestStep)"),
            ("early_stopping.worse", "\(earlyStopping.worse)"), ("plateau.best", text(plateau.best)),
            ("plateau.worse", "\(plateau.worse)"), ("plateau.factor", text(plateau.factor)),
            ("guard.last_skip", divergenceGuard.lastSkip.map { "\($0)" } ?? ""),
            ("guard.reductions", "\(divergenceGuard.reductions)"),
            ("guard.bad_batches", "\(divergenceGuard.badBatches)"),
        ]
    }

    /// Reads what ``fields`` gave.
    package init(fields: [String: String]) throws(TrainingError) {
        let reader = FieldReader(fields: fields)
        step = try reader.count("step")
        updates = try reader.count("updates")
        epoch = try reader.count("epoch")
        batch = try reader.count("batch")
        isValidationDue = try reader.flag("validation_due")
        validatedStep = try reader.count("validated_step")
        isStopped = try reader.flag("stopped")
        lossSum = try reader.number("loss_sum") ?? 0
        lossCount = try reader.count("loss_count")
        earlyStopping.best = try reader.number("early_stopping.best")
        earlyStopping.bestStep = try reader.count("early_stopping.best_step")
        earlyStopping.worse = try reader.count("early_stopping.worse")
        plateau.best = try reader.number("plateau.best")
        plateau.worse = try reader.count("plateau.worse")
        plateau.factor = try reader.number("plateau.factor") ?? 1
        divergenceGuard.lastSkip = fields["guard.last_skip"] == "" ? nil : try reader.count("guard.last_skip")
        divergenceGuard.reductions = try reader.count("guard.reductions")
        divergenceGuard.badBatches = try reader.count("guard.bad_batches")
    }

    /// Refuses numbers that no training of these sizes comes to, before they are used.
    func check(epochs: Int, batchCount: Int) throws(TrainingError) {
        guard (0...epochs).contains(epoch) else { throw .badState(field: "epoch", found: "\(epoch) of \(epochs)") }
        guard (0..<batchCount).contains(batch), epoch < epochs || batch == 0 else {
            throw .badState(field: "batch", found: "\(batch) of \(batchCount)")
        }
        guard step == epoch * batchCount + batch else {
            throw .badState(field: "step", found: "\(step) in batch \(batch) of epoch \(epoch)")
        }
        let counts = [
            ("updates", updates), ("validated_step", validatedStep), ("loss_count", lossCount),
            ("early_stopping.best_step", earlyStopping.bestStep), ("early_stopping.worse", earlyStopping.worse),
            ("plateau.worse", plateau.worse), ("guard.last_skip", divergenceGuard.lastSkip ?? 0),
            ("guard.reductions", divergenceGuard.reductions), ("guard.bad_batches", divergenceGuard.badBatches),
        ]
        for (name, count) in counts where count < 0 || count > step { throw .badState(field: name, found: "\(count)") }
        let numbers = [
            ("loss_sum", lossSum), ("early_stopping.best", earlyStopping.best ?? 0),
            ("plateau.best", plateau.best ?? 0),
        ]
        for (name, number) in numbers where !number.isFinite { throw .badState(field: name, found: "\(number)") }
        guard plateau.factor >= 0, plateau.factor <= 1 else {
            throw .badState(field: "plateau.factor", found: "\(plateau.factor)")
        }
    }
}

private struct FieldReader {
    let fields: [String: String]

    func text(_ name: String) throws(TrainingError) -> String {
        guard let text = fields[name] else { throw .badState(field: name, found: "nothing") }
        return text
    }

    func count(_ name: String) throws(TrainingError) -> Int {
        let text = try text(name)
        guard let value = Int(text), value >= 0 else { throw .badState(field: name, found: text) }
        return value
    }

    func flag(_ name: String) throws(TrainingError) -> Bool {
        let text = try text(name)
        guard let value = Bool(text) else { throw .badState(field: name, found: text) }
        return value
    }

    /// A number, or nil if the text is empty.
    func number(_ name: String) throws(TrainingError) -> Double? {
        let text = try text(name)
        if text.isEmpty { return nil }
        guard let value = Double(text) else { throw .badState(field: name, found: text) }
        return value
    }
}
