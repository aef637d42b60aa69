import WeftCheckpoint
import WeftJSON

/// What a model is for.
public enum ModelTask: String, Sendable, CaseIterable {
    /// Documents to labels.
    case classifier
    /// The next token of a text.
    case languageModel = "language-model"
}

/// The parts that every Weft file has: format, version, task, and values under `__metadata__` as JSON.
package struct ModelFile: Sendable {
    package let reader: SafetensorsReader
    /// The version of the format that the file is in.
    package let version: FormatVersion
    package let task: ModelTask

    /// Opens a file and checks what it is.
    package init(path: String, expecting expected: ModelTask? = nil) throws {
        reader = try SafetensorsReader(path: path)
        guard reader.metadata["format"] == "weft" else {
            throw ModelError.unknownFormat(path: path, expected: "a Weft model", found: "another safetensors file")
        }
        guard let version = reader.metadata["version"].flatMap(FormatVersion.init) else {
            throw ModelError.unknownFormat(
                path: path, expected: "a model of format version \(FormatVersion.known)",
                found: "version \(reader.metadata["version"] ?? "none")")
        }
        self.version = version
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
        ["format": "weft", "version": FormatVersion.current.rawValue, "task": task.rawValue]
    }
}
