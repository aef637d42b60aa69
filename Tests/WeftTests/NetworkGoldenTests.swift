import TestSupport
import Testing
import Weft
import WeftLayers
import WeftTensors

/// Whole networks against PyTorch: Tests/Fixtures/classifier.json and language_model.json, made by make_golden.py.
@Suite struct NetworkGoldenTests {
    @Test(arguments: TeamKind.all, [false, true])
    func classifierAgreesWithPyTorch(team: TeamKind, recomputesGates: Bool) throws {
        let golden = try #require(try Fixtures.golden("classifier").first)
        let training = try golden.classifierTraining(
            recomputesGates: recomputesGates, team: team.make())
        training.prepare()
        let result = training.lossAndGradients(Array(try golden.integers("lengths").indices), step: 0)
        #expect(abs(result.loss - (try golden.data("losses")[0])) < 1e-5)
        for entry in training.network.layout.entries where !entry.isTable {
            let expected = try golden.data("gradient." + entry.name)
            let complaint = difference(training.gradients.export(entry), expected, relative: 1e-4, absolute: 1e-6)
            #expect(complaint == nil, "\(entry.name)")
        }
        let columns = training.network.embedding.size, expected = try golden.data("gradient.embedding.weight")
        for (index, id) in training.embeddingGradient.ids.enumerated() {
            for column in 0..<columns {
                let found = Double(training.embeddingGradient.row(index)[column])
                #expect(abs(found - expected[Int(id) * columns + column]) < 1e-6)
            }
        }
    }

    @Test(arguments: TeamKind.all, [false, true])
    func languageModelAgreesWithPyTorch(team: TeamKind, recomputesGates: Bool) throws {
        let golden = try #require(try Fixtures.golden("language_model").first)
        let table = try golden.tensor("embedding.weight")
        let bits = try golden.tensor("bits")
        let window = bits.shape[1], streams = bits.shape[2]
        let network = LanguageModelNetwork(
            .init(
                vocabularySize: table.shape[0], embeddingSize: table.shape[1],
                encoder: .init(
                    hiddenSize: try golden.integers("hiddenSize")[0], layerCount: try golden.integers("layers")[0])))
        // The fixture has (window, time, row); a stream reads a row through both windows, and one target more.
        let tokens = try golden.integers("tokens"), targets = try golden.integers("targets")
        let training = try LanguageModelTraining(
            network,
            streams: TokenStreams(
                inputs: (0..<streams).map { b in (0..<2 * window).map { Int32(tokens[$0 * streams + b]) } },
                targets: (0..<streams).map { b in (0..<2 * window).map { Int32(targets[$0 * streams + b]) } },
                window: window),
            dropout: 0, recomputesGates: recomputesGates, seed: 1, team: team.make())
        for entry in network.layout.entries { training.values.load(entry, from: try golden.floats(entry.name)) }
        training.prepare()
        for index in 0..<2 {
            training.gradients.clearDense()
            training.embeddingGradient.clear()
            let loss = training.lossAndGradients(window: index, step: index)
            #expect(abs(loss - (try golden.data("losses")[index])) < 1e-5)
        }
        for entry in network.layout.entries where !entry.isTable {
            let expected = try golden.data("gradient." + entry.name)
            let complaint = difference(training.gradients.export(entry), expected, relative: 1e-4, absolute: 1e-6)
            #expect(complaint == nil, "\(entry.name)")
        }
    }
}
