import TestSupport
import Testing
import Weft
import WeftCheckpoint

/// A model says with which ICU it was made, through saving and quantizing.
@Suite("ICU version of a model") struct ICUVersionTests {
    private let folder = TemporaryFolder()

    private func changeVersion(of name: String, to version: String?) throws {
        let reader = try SafetensorsReader(path: folder.file(name))
        var metadata = reader.metadata
        metadata["icu_version"] = version
        var writer = SafetensorsWriter(metadata: metadata)
        for tensor in reader.tensors {
            writer.add(
                tensor.name, tensor.elementType, shape: tensor.shape, bytes: try reader.bytes(named: tensor.name))
        }
        try writer.write(to: folder.file(name))
    }

    @Test(arguments: ["70.1", nil]) func languageModel(version: String?) throws {
        let model = try SampleText.model(), path = folder.file("model.weft")
        #expect(model.icuVersion == icuVersion)
        try model.save(to: path)
        #expect(try LanguageModel(contentsOf: path).icuVersion == icuVersion)
        try changeVersion(of: "model.weft", to: version)
        let opened = try LanguageModel(contentsOf: path)
        #expect(opened.icuVersion == version)
        try opened.quantized().save(to: folder.file("small.weft"))
        #expect(try LanguageModel(contentsOf: folder.file("small.weft")).icuVersion == version)
    }

    @Test(arguments: ["70.1", nil]) func classifier(version: String?) throws {
        var options = ClassifierOptions()
        options.embeddingSize = 8
        options.hiddenSize = 8
        options.training.epochs = 1
        options.trainsBaseline = false
        let documents = (0..<30).map { Document(text: "word\($0 % 7) text", label: $0 % 2 == 0 ? "even" : "odd") }
        let path = folder.file("model.weft")
        let classifier = try TextClassifier.train(documents, options: options)
        #expect(classifier.icuVersion == icuVersion)
        try classifier.save(to: path)
        try changeVersion(of: "model.weft", to: version)
        let opened = try TextClassifier(contentsOf: path)
        #expect(opened.icuVersion == version)
        try opened.quantized().save(to: folder.file("small.weft"))
        #expect(try TextClassifier(contentsOf: folder.file("small.weft")).icuVersion == version)
    }

    /// Locales were not checked when models were first saved: one that nobody knows meant none.
    @Test func modelsWithAnUnknownLocaleOpen() throws {
        let model = try SampleText.model(), path = folder.file("model.weft")
        try model.save(to: path)
        let reader = try SafetensorsReader(path: path)
        var metadata = reader.metadata
        metadata["options"] = metadata["options"]?.replacing("\"locale\":\"\"", with: "\"locale\":\"turkish\"")
        var writer = SafetensorsWriter(metadata: metadata)
        for tensor in reader.tensors {
            writer.add(
                tensor.name, tensor.elementType, shape: tensor.shape, bytes: try reader.bytes(named: tensor.name))
        }
        try writer.write(to: path)
        let opened = try LanguageModel(contentsOf: path)
        #expect(opened.options.locale == "turkish")
        #expect(try opened.generate(prompt: "A tall") == model.generate(prompt: "A tall"))
    }
}
