import WeftBaseline
import WeftCheckpoint
import WeftLayers
import WeftTensors
import WeftText

extension TextClassifier {
    /// Opens a saved classifier.
    ///
    /// - Parameter threads: How many threads decode, and later classify.
    /// - Throws: `CheckpointError` for a damaged file, ``ModelError`` for one that is no classifier.
    public convenience init(contentsOf path: String, threads: Int = 1) throws {
        let file = try ModelFile(path: path, expecting: .classifier)
        try file.check(kind: nil)
        let options: ClassifierOptions = try file.options()
        let labels: [String] = try file.value("labels")
        let report: ClassifierReport? = try file.report()
        let vocabulary = try Vocabulary(bytes: file.reader.bytes(named: Vocabulary.tensorName))
        guard Set(labels).count == labels.count, labels.count > 1 else {
            throw ModelError.inconsistent(
                path: path, part: "labels", expected: "at least two, each once",
                found: "\(Set(labels).count) among \(labels.count)")
        }
        let network = options.network(vocabularySize: vocabulary.count, classCount: labels.count)
        try self.init(
            options: options, labels: labels, vocabulary: vocabulary,
            weights: ClassifierWeights(network, from: file, threads: threads),
            baseline: Deferred { try Self.readBaseline(file.reader, classCount: labels.count) }, report: report,
            icuVersion: file.icuVersion, threads: threads)
    }

    /// Saves the classifier: weights, vocabulary, options, labels, baseline. The file is replaced at once or not at all,
    /// and equal classifiers give equal bytes.
    public func save(to path: String, threads: Int = 1) throws {
        var metadata = ModelFile.metadata(task: .classifier)
        metadata["options"] = options.json.description
        metadata["labels"] = labels.json.description
        metadata[ModelFile.icuVersionKey] = icuVersion
        if let report { metadata["report"] = report.json.description }
        var writer = SafetensorsWriter(metadata: metadata)
        writer.add(try weights.completeValues)
        let bytes = vocabulary.bytes
        writer.add(Vocabulary.tensorName, .uint8, shape: [bytes.count], bytes: bytes)
        for (name, values) in try baseline.get()?.storedArrays ?? [] { writer.add("baseline." + name, values) }
        var options = SafetensorsWriter.Options()
        options.threads = threads
        try writer.write(to: path, options: options)
    }

    private static func readBaseline(_ reader: SafetensorsReader, classCount: Int) throws -> Baseline? {
        guard reader.contains("baseline.options") else { return nil }
        var arrays: [String: StoredArray] = [:]
        for tensor in reader.tensors where tensor.name.hasPrefix("baseline.") {
            arrays[String(tensor.name.dropFirst("baseline.".count))] = try reader.storedArray(tensor)
        }
        let baseline = try Baseline { arrays[$0] }
        guard baseline.classCount == classCount else {
            throw ModelError.inconsistent(
                path: reader.path, part: "baseline", expected: "\(classCount) classes", found: "\(baseline.classCount)")
        }
        return baseline
    }
}

extension SafetensorsWriter {
    fileprivate mutating func add(_ name: String, _ values: StoredArray) {
        switch values {
        case .bytes(let bytes): add(name, .uint8, shape: [bytes.count], bytes: bytes)
        case .numbers(let numbers): add(name, shape: [numbers.count], floats: numbers)
        case .integers(let integers):
            let bytes = integers.flatMap { integer in
                withUnsafeBytes(of: integer.littleEndian) { Array($0) }
            }
            add(name, .int32, shape: [integers.count], bytes: bytes)
        }
    }
}

extension SafetensorsReader {
    fileprivate func storedArray(_ tensor: TensorInfo) throws -> StoredArray {
        switch tensor.elementType {
        case .uint8: return .bytes(try bytes(named: tensor.name))
        case .int32:
            let bytes = try bytes(named: tensor.name)
            return .integers(
                bytes.withUnsafeBytes { raw in
                    (0..<raw.count / 4).map {
                        Int32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self))
                    }
                })
        default: return .numbers(try floats(named: tensor.name))
        }
    }
}
