import TestSupport
import Testing
import Weft
import WeftCheckpoint
import WeftCorpora

/// A quantized file trusts nothing either: each fault is named, and no damage changes an answer.
@Suite struct QuantizedFileTests {
    private let folder = TemporaryFolder()

    private func model(_ precision: WeightPrecision) throws -> String {
        var options = ClassifierOptions()
        options.embeddingSize = 10
        options.hiddenSize = 9
        options.training.epochs = 1
        options.trainsBaseline = false
        let documents = (0..<30).map { Document(text: "word\($0 % 7) text", label: $0 % 2 == 0 ? "even" : "odd") }
        let path = folder.file("model.weft")
        try TextClassifier.train(documents, options: options).quantized(to: precision).save(to: path)
        return path
    }

    /// Writes the model anew with a part replaced, and gives what opening and using it says.
    private func fault(
        _ path: String, metadata: [String: String] = [:], without dropped: String = "",
        replacing replaced: String = "", by replacement: (inout SafetensorsWriter, TensorInfo) -> Void = { _, _ in }
    ) throws -> String {
        let reader = try SafetensorsReader(path: path)
        var writer = SafetensorsWriter(metadata: reader.metadata.merging(metadata) { $1 })
        for tensor in reader.tensors where tensor.name != dropped {
            if tensor.name == replaced {
                replacement(&writer, tensor)
            } else {
                writer.add(
                    tensor.name, tensor.elementType, shape: tensor.shape, bytes: try reader.bytes(named: tensor.name))
            }
        }
        let broken = folder.file("broken.weft")
        try writer.write(to: broken)
        do {
            _ = try TextClassifier(contentsOf: broken).classify("word1 text")
            return "no fault"
        } catch { return "\(error)" }
    }

    @Test func scalesAreChecked() throws {
        let path = try model(.int8)
        for name in ["output.weight.scale", "embedding.weight.scale"] {
            for value in [Float.nan, .infinity, -1] {
                let found = try fault(path, replacing: name) { writer, tensor in
                    let values = Array(repeating: value, count: tensor.elementCount)
                    writer.add(name, shape: tensor.shape, floats: values)
                }
                #expect(found.contains("\(name): expected finite scales of at least 0, found"), "\(found)")
            }
            #expect(try fault(path, without: name).contains("expected a tensor named \(name)"))
            let short = try fault(path, replacing: name) { writer, tensor in
                writer.add(name, shape: [1], floats: [1])
            }
            #expect(short.contains("tensor \(name): expected the shape"), "\(short)")
        }
    }

    @Test func valuesThatNoRoundingGivesAreRefused() throws {
        let path = try model(.int8)
        for name in ["output.weight", "encoder.weight_hh_l0", "embedding.weight"] {
            let found = try fault(path, replacing: name) { writer, tensor in
                writer.add(name, .int8, shape: tensor.shape, bytes: Array(repeating: 0x80, count: tensor.elementCount))
            }
            #expect(found.contains("\(name): expected values in -127...127, found -128"), "\(found)")
        }
    }

    @Test(arguments: [WeightPrecision.int8, .bfloat16]) func otherTypesAndShapesAreRefused(
        precision: WeightPrecision
    ) throws {
        let path = try model(precision)
        for name in ["output.weight", "encoder.weight_ih_l0", "embedding.weight"] {
            let floats = try fault(path, replacing: name) { writer, tensor in
                writer.add(name, shape: tensor.shape, floats: Array(repeating: 0, count: tensor.elementCount))
            }
            #expect(floats.contains("tensor \(name): expected elements of type"), "\(floats)")
            let shape = try fault(path, replacing: name) { writer, tensor in
                writer.add(
                    name, tensor.elementType, shape: [1, 1], bytes: Array(repeating: 0, count: tensor.elementType.size))
            }
            #expect(shape.contains("tensor \(name): expected the shape"), "\(shape)")
            #expect(try fault(path, without: name).contains("expected a tensor named \(name)"))
        }
        let unknown = try fault(path, metadata: ["precision": "int4"])
        #expect(unknown.contains("precision: expected float32, bfloat16, int8, found int4"), "\(unknown)")
        let other = precision == .int8 ? "bfloat16" : "int8"
        #expect(try fault(path, metadata: ["precision": other]).contains("expected elements of type"))
    }

    /// Of many rows only a few are read for one document, then more, and at last the rest.
    @Test(arguments: [WeightPrecision.int8, .bfloat16]) func rowsAreReadWhenTheyAreNeeded(
        precision: WeightPrecision
    ) throws {
        var options = ClassifierOptions()
        options.embeddingSize = 10
        options.hiddenSize = 9
        options.training.epochs = 1
        options.minimumCount = 1
        options.trainsBaseline = false
        let texts = (0..<200).map { "word\($0) text\($0 / 3)" }
        let documents = texts.enumerated().map { Document(text: $1, label: $0 % 2 == 0 ? "even" : "odd") }
        let small = try TextClassifier.train(documents, options: options).quantized(to: precision)
        try small.save(to: folder.file("model.weft"))
        let loaded = try TextClassifier(contentsOf: folder.file("model.weft"))
        for text in [texts[7], texts[150], texts[7] + " " + texts[80]] {
            #expect(try loaded.classify(text) == small.classify(text))
        }
        #expect(try loaded.classify(texts) == small.classify(texts))
    }

    /// Two hundred bytes flipped, and the file cut at as many places.
    @Test(arguments: [WeightPrecision.int8, .bfloat16]) func damageIsSeenOrHarmless(precision: WeightPrecision) throws {
        let path = try model(precision)
        let texts = (0..<7).map { "word\($0) text" }
        let bytes = folder.read("model.weft"), expected = try TextClassifier(contentsOf: path).classify(texts)
        func answers(_ broken: [UInt8]) -> [Classification]? {
            folder.write(broken, to: "broken.weft")
            return try? TextClassifier(contentsOf: folder.file("broken.weft")).classify(texts)
        }
        var seen = 0, places = 0
        for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
            #expect(answers(Array(bytes.prefix(place))) == nil, "cut at \(place)")
            var broken = bytes
            broken[place] ^= [0x01, 0x10, 0x80][place % 3]
            let found = answers(broken)
            #expect(found == nil || found == expected, "byte \(place)")
            places += 1
            if found == nil { seen += 1 }
        }
        #expect(seen > places * 9 / 10, "\(seen) of \(places) flips were seen")
    }
}
