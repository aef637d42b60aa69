import TestSupport
import Testing
import Weft
import WeftLayers
import WeftTensors
import WeftTraining

/// Batches add to the gradients: two halves give what the whole gives.
@Suite struct GradientSumsTests {
    private func languageModel() throws -> LanguageModelTraining {
        let network = LanguageModelNetwork(
            .init(vocabularySize: 30, embeddingSize: 20, encoder: .init(hiddenSize: 24, layerCount: 2)))
        let tokens = (0..<200).map { Int32(1 + $0 * $0 % 29) }
        let training = try LanguageModelTraining(
            network, streams: TokenStreams(tokens: tokens, count: 4, window: 10), dropout: 0, seed: 1,
            team: ThreadTeam(count: 2))
        training.values.initialize(seed: 3)
        training.prepare()
        return training
    }

    private func gradients(_ training: LanguageModelTraining) -> [Double] {
        let dense = training.network.layout.entries.filter { !$0.isTable }.flatMap {
            training.gradients.export($0).map(Double.init)
        }
        let table = training.embeddingGradient
        return dense
            + table.ids.indices.flatMap { row in [Double(table.ids[row])] + (0..<20).map { Double(table.row(row)[$0]) }
            }
    }

    @Test func aBatchOfWindowsHasTheMeanOfTheirLosses() throws {
        let together = try languageModel(), apart = try languageModel()
        let windows = [0, 1, 2, 4]
        let found = together.lossAndGradients(of: windows, step: 0)
        var loss = 0.0, tokens = 0
        for window in windows {
            let one = apart.lossAndGradients(of: [window], step: 0)
            loss += one.loss * Double(one.tokens)
            tokens += one.tokens
        }
        #expect(found.tokens == tokens && abs(found.loss - loss / Double(tokens)) < 1e-6)
        // Each window alone is divided by its own tokens; together they are divided by all.
        let expected = try windows.reduce(into: [Double]()) { sums, window in
            let training = try languageModel()
            for earlier in windows where earlier < window {
                _ = training.lossAndGradients(of: [earlier], step: 0)
            }
            training.gradients.clearDense()
            training.embeddingGradient.clear()
            let one = training.lossAndGradients(of: [window], step: 0)
            let share = Double(one.tokens) / Double(tokens)
            let dense = Array(gradients(training).prefix(training.network.layout.parameterCount - 30 * 20))
            if sums.isEmpty { sums = dense.map { _ in 0 } }
            for index in dense.indices { sums[index] += share * dense[index] }
        }
        let dense = Array(gradients(together).prefix(expected.count))
        #expect(difference(dense.map(Float.init), expected, absolute: 1e-6) == nil)
        let ids = Set(together.embeddingGradient.ids)
        #expect(apart.embeddingGradient.ids.allSatisfy(ids.contains) && !ids.isEmpty)
    }
}
