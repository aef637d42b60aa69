import FoundationEssentials
import WeftCheckpoint

/// What a model is for.
public enum ModelTask: String, Sendable, Codable, CaseIterable {
    /// Documents to labels.
    case classifier
    /// The next token of a text.
    case languageModel = "language-model"
}

/// The parts that every Weft file has: format, version, task, and values under `__metadata__` as JSON.
package struct ModelFile: Sendable {
    /// The version of the format that is written; the only one that is read.
    package static let version = "1"

    package let reader: SafetensorsReader
    package let task: ModelTask

    /// Opens a file and checks what it is.
    package init(path: String, expecting expected: ModelTask? = nil) throws {
        reader = try SafetensorsReader(path: path)
        guard reader.metadata["format"] == "weft" else {
            throw ModelError.unknownFormat(path: path, expected: "a Weft model", found: "another safetensors file")
        }
        guard reader.metadata["version"] == ModelFile.version else {
            throw ModelError.unknownFormat(
                path: path, expected: "a model of format version \(ModelFile.version)",
                found: "version \(reader.metadata["version"] ?? "none")")
        }
        guard let task = reader.metadata["task"].flatMap(ModelTask.init) else {
            throw ModelError.unknownFormat(
                path: path, expected: "a task", found: reader.metadata["task"] ?? "none")
        }
        if let expected, task != expected {
            throw ModelError.wrongTask(path: path, expected: expected.rawValue, found: task.rawValue)
        }
        self.task = task
    }

    /// What is no finished model, but a part of its life.
    package enum Kind: String, Sendable {
        case trainingState = "training state"
        case session
    }

    /// The name of the kind, where the file is no finished model.
    package static let kindKey = "kind"

    /// Refuses a file of another kind; nil is a finished model.
    package func check(kind expected: Kind?) throws(ModelError) {
        let found = reader.metadata[ModelFile.kindKey]
        if found == expected?.rawValue { return }
        let named = { (kind: String?) in kind.map { "a \($0)" } ?? "a finished model" }
        throw .unknownFormat(path: reader.path, expected: named(expected?.rawValue), found: named(found))
    }

    package static let icuVersionKey = "icu_version"

    /// The version of ICU that cut the texts the model was trained on; nil if the file does not say.
    package var icuVersion: String? { reader.metadata[ModelFile.icuVersionKey] }

    /// Starts a file: its metadata so far.
    package static func metadata(task: ModelTask) -> [String: String] {
        ["format": "weft", "version": version, "task": task.rawValue]
    }

    /// What JSON has no numbers for: a training that went astray may have an infinite perplexity.
    private static let infinity = "inf"
    private static let notANumber = "nan"

    /// Text of a value for the metadata; the same value gives the same text.
    package static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: notANumber)
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value of the metadata.
    package func value<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) throws -> Value {
        guard let text = reader.metadata[key] else {
            throw ModelError.inconsistent(
                path: reader.path, part: "metadata", expected: "a value for \(key)", found: "none")
        }
        do {
            let decoder = JSONDecoder()
            decoder.nonConformingFloatDecodingStrategy = .convertFromString(
                positiveInfinity: ModelFile.infinity, negativeInfinity: "-" + ModelFile.infinity,
                nan: ModelFile.notANumber)
            return try decoder.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw ModelError.inconsistent(
                path: reader.path, part: "metadata", expected: "a valid value for \(key)",
                found: String(text.prefix(80)))
        }
    }
}
