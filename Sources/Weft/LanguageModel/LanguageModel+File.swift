import WeftCheckpoint
import WeftLayers
import WeftTensors
import WeftText

extension LanguageModel {
    /// Opens a saved language model.
    ///
    /// - Parameter threads: How many threads decode, and later compute.
    /// - Throws: `CheckpointError` for a damaged file, ``ModelError`` for one that is no language model.
    public convenience init(contentsOf path: String, threads: Int = 1) throws {
        let file = try ModelFile(path: path, expecting: .languageModel)
        try file.check(kind: nil)
        let options: LanguageModelOptions = try file.options()
        let report: LanguageModelReport? = try file.report()
        let vocabulary = try Vocabulary(bytes: file.reader.bytes(named: Vocabulary.tensorName))
        guard vocabulary.textTokenCount > 0 else {
            throw ModelError.inconsistent(path: path, part: "vocabulary", expected: "tokens", found: "none")
        }
        let network = options.network(vocabularySize: vocabulary.count)
        try self.init(
            options: options, vocabulary: vocabulary,
            weights: LanguageModelWeights(network, from: file, threads: threads), report: report,
            icuVersion: file.icuVersion, threads: threads)
    }

    /// Saves the model: weights, vocabulary, options. The file is replaced at once or not at all, and equal models give
    /// equal bytes.
    public func save(to path: String, threads: Int = 1) throws {
        var metadata = ModelFile.metadata(task: .languageModel)
        metadata["options"] = options.json.description
        metadata[ModelFile.icuVersionKey] = icuVersion
        if let report { metadata["report"] = report.json.description }
        var writer = SafetensorsWriter(metadata: metadata)
        writer.add(try weights.completeValues)
        let bytes = vocabulary.bytes
        writer.add(Vocabulary.tensorName, .uint8, shape: [bytes.count], bytes: bytes)
        var options = SafetensorsWriter.Options()
        options.threads = threads
        try writer.write(to: path, options: options)
    }
}
