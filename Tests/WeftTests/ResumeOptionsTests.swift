import TestSupport
import Testing
import Weft
import WeftTraining

/// What may differ when a training goes on, and how the rest is named.
@Suite struct ResumeOptionsTests {
    private let folder = TemporaryFolder()

    private static let documents = (0..<64).map { number in
        Document(
            text: number % 2 == 0 ? "a boat in the river \(number)" : "a loaf of warm bread \(number)",
            label: number % 2 == 0 ? "river" : "bread")
    }

    private static var options: ClassifierOptions {
        var options = ClassifierOptions()
        options.embeddingSize = 12
        options.hiddenSize = 8
        options.attentionSize = 8
        options.batchSize = 8
        options.training.epochs = 3
        options.training.patience = nil
        options.trainsBaseline = false
        return options
    }

    /// Saves a state after some steps.
    private func saveState(_ options: ClassifierOptions, after steps: Int) throws -> String {
        let trainer = try ClassifierTrainer(Self.documents, options: options)
        var surroundings = TrainingSurroundings()
        var done = 0
        surroundings.report = { if case .step = $0 { done += 1 } }
        surroundings.isInterrupted = { done == steps }
        _ = try trainer.run(surroundings)
        try trainer.saveState(to: folder.file("state"))
        return folder.file("state")
    }

    /// Each option of a classifier with another value, and how the difference reads.
    private static let changes: [(difference: String, change: @Sendable (inout ClassifierOptions) -> Void)] = [
        ("dropout: expected 0.1, found 0.5", { $0.dropout = 0.1 }),
        ("hidden: expected 9, found 8", { $0.hiddenSize = 9 }),
        ("layers: expected 2, found 1", { $0.layerCount = 2 }),
        ("cell: expected gru, found lstm", { $0.cell = .gru }),
        ("bidirectional: expected no, found yes", { $0.isBidirectional = false }),
        ("batch: expected 4, found 8", { $0.batchSize = 4 }),
        ("optimizer: expected sgd, found adamw", { $0.training.optimizer.kind = .sgd }),
        ("clip: expected none, found 1.0", { $0.training.clip = nil }),
        ("patience: expected 3, found none", { $0.training.patience = 3 }),
        ("averaging: expected none, found 0.998", { $0.training.averaging = nil }),
        (
            "schedule: expected constant, found linear; warm-up: expected none, found 0.1",
            { $0.training.schedule = .constant }
        ),
        ("recompute-gates: expected yes, found no", { $0.training.recomputesGates = true }),
        ("locale: expected tr, found none", { $0.tokenizer.locale = "tr" }),
        ("keep-case: expected yes, found no", { $0.tokenizer.foldCase = false }),
        ("balance: expected yes, found no", { $0.balancesClasses = true }),
        ("seed: expected 7, found 1", { $0.seed = 7 }),
        ("epochs: expected at least 3, found 2", { $0.training.epochs = 2 }),
    ]

    @Test func eachDifferentOptionIsNamed() throws {
        let path = try saveState(Self.options, after: 4)
        for (difference, change) in Self.changes {
            var options = Self.options
            change(&options)
            let error = #expect(throws: ModelError.self) {
                try ClassifierTrainer(Self.documents, options: options).restoreState(from: path)
            }
            #expect(
                error?.description.hasSuffix(" found one with other options: " + difference) == true, "\(error as Any)")
        }
    }

    @Test func otherDataIsNamed() throws {
        let path = try saveState(Self.options, after: 4)
        #expect(throws: ModelError.otherTraining(path: path, part: "training data")) {
            try ClassifierTrainer(Array(Self.documents.dropFirst()), options: Self.options).restoreState(from: path)
        }
    }

    /// After any step, and after the last: it goes on by the new plan, and a second time to the same bytes.
    @Test(arguments: [1, 7, 23, 24, 25]) func epochsMayGrow(steps: Int) throws {
        try withBestInstructionSet {
            let path = try saveState(Self.options, after: steps)
            var options = Self.options
            options.training.epochs = 6
            options.training.timeLimit = 1000
            for name in ["first", "second"] {
                let trainer = try ClassifierTrainer(Self.documents, options: options)
                try trainer.restoreState(from: path)
                let result = try trainer.run()
                #expect(result.reason == .completed && result.epochs == 6)
                try trainer.finish().save(to: folder.file(name))
            }
            #expect(folder.read("first") == folder.read("second"))
        }
    }
}
