import TestSupport
import Testing
import Weft
import WeftBaseline
import WeftTensors

/// A model file that is cut off or changed anywhere is found out, or is still the same model.
@Suite("Damaged models") struct DamagedModelTests {
    private static let texts = ["a boat in the stream", "warm bread", "", "unheard of"]

    private static func classifier() throws -> TextClassifier {
        let documents = (0..<40).map { number in
            Document(
                text: number % 2 == 0 ? "a boat in the river \(number)" : "a loaf of warm bread \(number)",
                label: number % 2 == 0 ? "river" : "bread")
        }
        var options = ClassifierOptions()
        options.embeddingSize = 12
        options.hiddenSize = 8
        options.attentionSize = 8
        options.training.epochs = 1
        return try TextClassifier.train(documents, options: options)
    }

    private static func languageModel() throws -> LanguageModel {
        var options = SampleText.options
        options.embeddingSize = 8
        options.hiddenSize = 12
        options.training.epochs = 1
        return try SampleText.model(options: options)
    }

    /// The damaged files: cut at 200 places, and with a bit of 200 places changed.
    private static func damages(of file: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        var generator = Generator(seed: 5)
        let cuts = (0..<200).map { index in
            let length = index < 20 ? index : index < 40 ? file.count - (index - 19) : generator.below(file.count)
            return (name: "cut at \(length)", bytes: Array(file.prefix(length)))
        }
        let flips = (0..<200).map { index in
            let place = index < 20 ? index : index < 60 ? file.count - (index - 19) : generator.below(file.count)
            var bytes = file
            bytes[place] ^= 1 << UInt8(generator.below(8))
            return (name: "bit of byte \(place) changed", bytes: bytes)
        }
        return cuts + flips
    }

    /// Opens each damaged file: `open` throws one of our errors, or finds the model unchanged.
    ///
    /// - Returns: How many were found out.
    private func openAll(_ file: [UInt8], _ open: (_ path: String) throws -> Bool) -> Int {
        let folder = TemporaryFolder()
        var foundOut = 0
        for (name, bytes) in Self.damages(of: file) {
            folder.write(bytes, to: "damaged.weft")
            do {
                #expect(try open(folder.file("damaged.weft")), "\(name): another model")
            } catch {
                #expect(error is CheckpointError || error is ModelError, "\(name): \(type(of: error)) \(error)")
                #expect("\(error)".contains(folder.file("damaged.weft")), "\(name): \(error)")
                foundOut += 1
            }
        }
        return foundOut
    }

    @Test func classifierIsFoundOut() throws {
        let folder = TemporaryFolder()
        let classifier = try Self.classifier()
        try classifier.save(to: folder.file("model.weft"))
        let expected = try classifier.classify(Self.texts)
        let foundOut = openAll(folder.read("model.weft")) { path in
            let opened = try TextClassifier(contentsOf: path)
            let same =
                try opened.labels == classifier.labels && opened.report == classifier.report
                && opened.options == classifier.options && opened.baseline.get() == classifier.baseline.get()
                && opened.classify(Self.texts) == expected
            return same
        }
        #expect(foundOut > 380)
    }

    @Test func languageModelIsFoundOut() throws {
        let folder = TemporaryFolder()
        let model = try Self.languageModel()
        try model.save(to: folder.file("model.weft"))
        let expected = try model.generate(prompt: "A tall")
        let foundOut = openAll(folder.read("model.weft")) { path in
            let opened = try LanguageModel(contentsOf: path)
            return try opened.options == model.options && opened.report == model.report
                && opened.vocabulary == model.vocabulary && opened.generate(prompt: "A tall") == expected
        }
        #expect(foundOut > 380)
    }
}
