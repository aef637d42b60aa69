import TestSupport
import Testing
import Weft
import WeftCheckpoint
import WeftCorpora

/// A model that is read from a file as it is needed is the same model.
@Suite struct ColdStartTests {
    private let folder = TemporaryFolder()

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
