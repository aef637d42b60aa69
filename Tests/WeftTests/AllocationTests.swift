import AllocationCounter
import Synchronization
import Testing
import Weft
import WeftLayers
import WeftTensors
import WeftTraining

/// A training step, from the filling of the batch to the optimizer and the prepared weights, allocates nothing once it has
/// met the longest batch: everything lies in arenas and in arrays that keep their room.
@Suite(.serialized) struct AllocationTests {
    private static let threads = 2

    @Test(.enabled(if: allocations_are_countable(), "counting needs glibc"), arguments: [1, threads], [false, true])
    func aClassifierStepAllocatesNothing(threads: Int, recomputesGates: Bool) throws {
        for cell in CellKind.allCases {
            try expectNoAllocation(
                .init(cell: cell, hiddenSize: 24, layerCount: 2, isBidirectional: true), threads: threads,
                recomputesGates: recomputesGates)
        }
    }

    private func expectNoAllocation(
        _ encoder: Encoder.Configuration, threads: Int, recomputesGates: Bool
    ) throws {
        let network = ClassifierNetwork(
            .init(
                vocabularySize: 50, embeddingSize: 20, encoder: encoder, pooling: .attention, attentionSize: 16,
                classCount: 3))
        var generator = Generator(seed: 3)
        let documents = (0..<64).map { index in
            EncodedDocument(
                tokens: (0..<1 + index % 13).map { _ in Int32(generator.uniform(0, 50)) }, label: Int32(index % 3))
        }
        var configuration = ClassifierTraining.Configuration()
        configuration.tokenDropout = 0.1
        configuration.recomputesGates = recomputesGates
        let team = ThreadTeam(count: threads)
        let training = try ClassifierTraining(network, documents: documents, configuration: configuration, team: team)
        training.values.initialize(seed: 1)
        let batcher = Batcher(lengths: documents.map(\.tokens.count), .init(batchSize: 8, seed: 1))
        try expectNoAllocation(training, source: batcher, team: team, "\(encoder.cell)")
    }

    @Test(.enabled(if: allocations_are_countable(), "counting needs glibc"), arguments: [1, threads], [false, true])
    func aLanguageModelStepAllocatesNothing(threads: Int, recomputesGates: Bool) throws {
        let network = LanguageModelNetwork(
            .init(vocabularySize: 40, embeddingSize: 16, encoder: .init(hiddenSize: 32, layerCount: 2)))
        var generator = Generator(seed: 3)
        let streams = TokenStreams(
            tokens: (0..<4000).map { _ in Int32(generator.uniform(0, 40)) }, count: 8, window: 16)
        let team = ThreadTeam(count: threads)
        let training = try LanguageModelTraining(
            network, streams: streams, dropout: 0.2, recomputesGates: recomputesGates, seed: 1, team: team)
        training.values.initialize(seed: 1)
        try expectNoAllocation(training, source: SequentialBatches(count: streams.windowCount), team: team)
    }

    /// Trains three epochs and counts within the second.
    private func expectNoAllocation<Model: TrainableModel, Source: BatchSource>(
        _ model: Model, source: Source, team: ThreadTeam, _ what: String = ""
    ) throws {
        var options = TrainingOptions()
        options.epochs = 3
        options.averaging = 0.99
        let trainer = try Trainer(model, source: source, options: options, team: team)
        var surroundings = TrainingSurroundings()
        let first = source.batchCount + 1, last = 2 * source.batchCount - 1
        var steps = 0, counted = 0
        surroundings.report = { event in
            guard case .step = event else { return }
            steps += 1
            if steps == first { countOnAllThreads(of: team, true) }
            if steps == last {
                countOnAllThreads(of: team, false)
                counted = counted_allocations()
            }
        }
        let start = counted_allocations()
        _ = try trainer.run(surroundings)
        #expect(steps > last && last > first + 3)
        #expect(counted == start, "\(what): \(counted - start) allocations in \(last - first) steps")
    }

    /// Every thread of the team waits for the others, so each takes just one unit.
    private func countOnAllThreads(of team: ThreadTeam, _ wanted: Bool) {
        let arrived = Atomic(0)
        team.run(team.count) { _ in
            count_allocations(wanted)
            arrived.add(1, ordering: .sequentiallyConsistent)
            while arrived.load(ordering: .sequentiallyConsistent) < team.count {}
        }
    }
}
