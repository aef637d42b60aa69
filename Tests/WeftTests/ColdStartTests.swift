import TestSupport
import Testing
import Weft
import WeftCheckpoint
import WeftCorpora

/// A model that is read from a file as it is needed is the same model.
@Suite struct ColdStartTests {
    private let folder = TemporaryFolder()
    private static let text = (0..<60).map { "word\($0) of \($0 % 13)" }.joined(separator: " ") + ". "

    private func languageModel(_ precision: WeightPrecision) throws -> LanguageModel {
        var options = SampleText.options
        options.level = .word
        options.minimumCount = 1
        options.embeddingSize = 11
        options.hiddenSize = 13
        options.training.epochs = 1
        let model = try LanguageModel.train(Self.text + Self.text, validation: Self.text, options: options)
        return precision == .float32 ? model : try model.quantized(to: precision)
    }

    private func classifier() throws -> TextClassifier {
        var options = ClassifierOptions()
        options.embeddingSize = 10
        options.hiddenSize = 9
        options.layerCount = 2
        options.training.epochs = 1
        options.trainsBaseline = false
        let documents = (0..<30).map { Document(text: "word\($0 % 7) text", label: $0 % 2 == 0 ? "even" : "odd") }
        return try TextClassifier.train(documents, options: options)
    }

    /// Writes a file anew, each tensor by `write`.
    private func rewrite(
        _ name: String, to other: String, metadata: (inout [String: String]) -> Void = { _ in },
        _ write: (inout SafetensorsWriter, SafetensorsReader, TensorInfo) throws -> Void
    ) throws {
        let reader = try SafetensorsReader(path: folder.file(name))
        var values = reader.metadata
        metadata(&values)
        var writer = SafetensorsWriter(metadata: values)
        for tensor in reader.tensors { try write(&writer, reader, tensor) }
        try writer.write(to: folder.file(other))
    }

    @Test(arguments: WeightPrecision.allCases)
    func languageModelOfAFileIsTheSame(precision: WeightPrecision) throws {
        let model = try languageModel(precision), path = folder.file("model.weft")
        try model.save(to: path)
        for threads in [1, 3] {
            let loaded = try LanguageModel(contentsOf: path, threads: threads)
            for text in ["word7 of", "word59 word7", Self.text] {
                var expected = try model.makeSession(), found = try loaded.makeSession()
                try expected.read(text)
                try found.read(text)
                #expect(sameBits(found.logits, expected.logits))
            }
            #expect(try loaded.generate(prompt: "of 3") == model.generate(prompt: "of 3"))
            #expect(try loaded.evaluate(Self.text) == model.evaluate(Self.text))
            // Of a model that has read a few rows of its embedding.
            let fresh = try LanguageModel(contentsOf: path, threads: threads)
            #expect(try fresh.makeSession().bytes == model.makeSession().bytes)
            let another = try LanguageModel(contentsOf: path, threads: threads)
            _ = try another.makeSession()
            try another.save(to: folder.file("again.weft"))
            #expect(folder.read("again.weft") == folder.read("model.weft"))
        }
    }

    /// Values that no rounding gives are a fault when they are read, so they tell when that is.
    @Test func embeddingOfALanguageModelIsReadWhenItIsNeeded() throws {
        try languageModel(.int8).save(to: folder.file("model.weft"))
        try rewrite("model.weft", to: "broken.weft") { writer, reader, tensor in
            var bytes = try reader.bytes(named: tensor.name)
            if tensor.name == "embedding.weight" { bytes = Array(repeating: 0x80, count: bytes.count) }
            writer.add(tensor.name, tensor.elementType, shape: tensor.shape, bytes: bytes)
        }
        let model = try LanguageModel(contentsOf: folder.file("broken.weft"))
        #expect(throws: ModelError.self) { try model.makeSession() }
        #expect(throws: ModelError.self) { try model.generate() }
        #expect(throws: ModelError.self) { try model.evaluate(Self.text) }
        #expect(throws: ModelError.self) { try model.save(to: folder.file("other.weft")) }
        // A fault is no answer: the next attempt finds it again.
        #expect(throws: ModelError.self) { try model.makeSession() }
    }

    @Test(arguments: WeightPrecision.allCases)
    func classifierOfAFileIsTheSameForAnyThreads(precision: WeightPrecision) throws {
        let model = try classifier()
        try (precision == .float32 ? model : model.quantized(to: precision)).save(to: folder.file("model.weft"))
        for threads in 1...4 {
            try TextClassifier(contentsOf: folder.file("model.weft"), threads: threads)
                .save(to: folder.file("again.weft"))
            #expect(folder.read("again.weft") == folder.read("model.weft"), "\(threads) threads")
        }
    }

    /// Another program may save floats in 16 bits without saying more than the tensors' type.
    @Test func floatsMayBeSavedIn16Bits() throws {
        try classifier().quantized(to: .bfloat16).save(to: folder.file("model.weft"))
        for isWide in [true, false] {
            try rewrite("model.weft", to: "\(isWide).weft", metadata: { $0["precision"] = nil }) {
                writer, reader, tensor in
                if tensor.elementType == .bfloat16 {
                    let values = try reader.floats(named: tensor.name)
                    if isWide {
                        writer.add(tensor.name, shape: tensor.shape, floats: values)
                    } else {
                        writer.add(tensor.name, shape: tensor.shape, roundedToBFloat16: values)
                    }
                } else {
                    let bytes = try reader.bytes(named: tensor.name)
                    writer.add(tensor.name, tensor.elementType, shape: tensor.shape, bytes: bytes)
                }
            }
        }
        let wide = try TextClassifier(contentsOf: folder.file("true.weft"))
        let narrow = try TextClassifier(contentsOf: folder.file("false.weft"))
        #expect(wide.precision == .float32 && narrow.precision == .float32)
        let texts = (0..<7).map { "word\($0) text" }
        #expect(try narrow.classify(texts) == wide.classify(texts))
    }
}
