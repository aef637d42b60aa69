import Foundation
import TestSupport
import Testing
import Weft
import WeftBaseline
import WeftCheckpoint
import WeftText
import WeftTraining

/// Files whose frames and checksums are right and whose contents are not: each is refused with a typed error, or works.
@Suite struct BelievedOptionsTests {
    private let folder = TemporaryFolder()

    private static let documents = (0..<40).map { number in
        Document(
            text: number % 2 == 0 ? "a boat in the river \(number)" : "a loaf of warm bread \(number)",
            label: number % 2 == 0 ? "river" : "bread")
    }

    private static var options: ClassifierOptions {
        var options = ClassifierOptions()
        options.embeddingSize = 12
        options.hiddenSize = 8
        options.attentionSize = 8
        options.training.epochs = 2
        return options
    }

    private static var textOptions: LanguageModelOptions {
        var options = SampleText.options
        options.embeddingSize = 8
        options.hiddenSize = 12
        return options
    }

    private func isTyped(_ error: any Error) -> Bool {
        error is CheckpointError || error is ModelError || error is TextError || error is TrainingError
            || error is BaselineError
    }

    /// Uses each changed file, and gives how many were refused.
    private func useAll(
        _ changes: [(name: String, file: RewrittenFile)], _ use: (_ path: String) throws -> Void
    ) throws -> Int {
        var refused = 0
        for (name, file) in changes {
            try file.write(to: folder.file("changed"))
            do {
                try use(folder.file("changed"))
            } catch {
                #expect(isTyped(error), "\(name): \(type(of: error)) \(error)")
                #expect(!"\(error)".contains("\n") && !"\(error)".contains("--"), "\(name): \(error)")
                refused += 1
            }
        }
        return refused
    }

    private func classify(_ path: String) throws {
        let model = try TextClassifier(contentsOf: path)
        _ = try model.classify(["a boat in the stream", "", "unheard of"])
        _ = try model.explain("warm bread")
        _ = try model.evaluate([Document(text: "warm bread", label: model.labels[0])])
        try model.quantized().save(to: folder.file("quantized"))
    }

    private func generate(_ path: String) throws {
        let model = try LanguageModel(contentsOf: path)
        _ = try model.evaluate("A tall ship.")
        var options = GenerationOptions()
        options.length = 3
        _ = try model.generate(prompt: "A", options: options)
        try model.quantized().save(to: folder.file("quantized"))
    }

    @Test func optionsOfAClassifier() throws {
        try TextClassifier.train(Self.documents, options: Self.options).save(to: folder.file("model"))
        let file = try RewrittenFile(folder.file("model"))
        var changes = try file.changes(of: "options") + file.changes(of: "report")
        for labels in ["[]", "[\"a\"]", "[\"a\",\"a\"]", "[\"a\",\"b\",\"c\"]", "[1,2]", "x", "", "{}", "[\"\",\"a\"]"]
        {
            var changed = file
            changed.metadata["labels"] = labels
            changes.append((name: "labels = \(labels)", file: changed))
        }
        for key in file.metadata.keys {
            for value in ["", "x", "2", "int8", "bfloat16", "language-model", "training state"] {
                var changed = file
                changed.metadata[key] = value
                changes.append((name: "\(key) = \(value)", file: changed))
            }
            var changed = file
            changed.metadata[key] = nil
            changes.append((name: "no \(key)", file: changed))
        }
        #expect(try useAll(changes, classify) > changes.count / 2)
    }

    @Test func optionsOfALanguageModel() throws {
        try SampleText.model(options: Self.textOptions).save(to: folder.file("model"))
        let file = try RewrittenFile(folder.file("model"))
        let changes = try file.changes(of: "options") + file.changes(of: "report")
        #expect(try useAll(changes, generate) > changes.count / 2)
    }

    @Test func optionsAndProgressOfATrainingState() throws {
        let trainer = try ClassifierTrainer(Self.documents, options: Self.options)
        var surroundings = TrainingSurroundings()
        var steps = 0
        surroundings.report = { if case .step = $0 { steps += 1 } }
        surroundings.isInterrupted = { steps == 3 }
        _ = try trainer.run(surroundings)
        try trainer.saveState(to: folder.file("state"))
        let file = try RewrittenFile(folder.file("state"))
        var changes = try file.changes(of: "options")
        let progress = try #require(file.metadata["progress"])
        let fields = try JSONDecoder().decode([String: String].self, from: Data(progress.utf8))
        for field in fields.keys.sorted() {
            for value in [
                "", "0", "-1", "1", "7", "1000000", "4611686018427387904", "9223372036854775807", "9223372036854775808",
                "nan", "inf", "-inf", "1e300", "-0.0", "true", "false", "x",
            ] {
                var (changed, own) = (file, fields)
                own[field] = value
                changed.metadata["progress"] = String(decoding: try JSONEncoder().encode(own), as: UTF8.self)
                changes.append((name: "\(field) = \(value)", file: changed))
            }
        }
        let refused = try useAll(changes) { path in
            let trainer = try ClassifierTrainer(Self.documents, options: Self.options)
            try trainer.restoreState(from: path)
            _ = try trainer.run()
            _ = try trainer.finish(test: nil, baseline: nil)
        }
        #expect(refused > changes.count / 2)
    }

    /// Every array of a baseline with numbers out of place, too short, too long, and missing.
    @Test func arraysOfABaseline() throws {
        try TextClassifier.train(Self.documents, options: Self.options).save(to: folder.file("model"))
        let file = try RewrittenFile(folder.file("model"))
        var changes: [(name: String, file: RewrittenFile)] = []
        for (index, tensor) in file.tensors.enumerated() where tensor.name.hasPrefix("baseline.") {
            let size = tensor.type == .uint8 ? 1 : 4
            for length in [0, 1, tensor.bytes.count / size - 1, tensor.bytes.count / size + 1] where length >= 0 {
                var changed = file
                let bytes = Array((tensor.bytes + [0, 0, 0, 0]).prefix(length * size))
                changed.tensors[index].bytes = bytes
                changed.tensors[index].shape = [bytes.count / size]
                changes.append((name: "\(tensor.name) of \(length)", file: changed))
            }
            var missing = file
            missing.tensors.remove(at: index)
            changes.append((name: "no \(tensor.name)", file: missing))
            let count = tensor.bytes.count / size
            for place in Set([0, 1, 2, 3, 4, 5, 6, count / 2, count - 1]) where place < count && size == 4 {
                for number in [0, 1, -1, 7, 255, 256, Int32.max, Int32.min, 0x7f80_0000, 0x7fc0_0000] as [Int32] {
                    var changed = file
                    withUnsafeBytes(of: number.littleEndian) {
                        changed.tensors[index].bytes.replaceSubrange(place * 4..<place * 4 + 4, with: $0)
                    }
                    changes.append((name: "\(tensor.name)[\(place)] = \(number)", file: changed))
                }
            }
        }
        #expect(try useAll(changes, classify) > 100)
    }

    @Test func numbersOfASession() throws {
        let model = try SampleText.model(options: Self.textOptions)
        var session = try model.makeSession()
        try session.read("A tall")
        let bytes = try session.bytes
        for place in [8, 16, 24, 32] {
            for number in [0, 1, 1 << 31, 1 << 62, UInt64.max, UInt64(Int.max)] as [UInt64] {
                var changed = bytes
                withUnsafeBytes(of: number.littleEndian) { changed.replaceSubrange(place..<place + 8, with: $0) }
                do {
                    var session = try LanguageModel.Session(bytes: changed, model: model)
                    try session.read(" ship")
                } catch { #expect(isTyped(error), "\(place) = \(number): \(error)") }
            }
        }
    }
}
