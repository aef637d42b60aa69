import WeftCheckpoint

/// A session in bytes, little-endian: `WEFTSES1`, the model's fingerprint (UInt64), tokens read, numbers of the state,
/// numbers of the logits (UInt64 each), then those numbers (Float32).
extension LanguageModel.Session {
    private static let magic = Array("WEFTSES1".utf8)
    private static let headerSize = 40
    /// More tokens than anybody reads, and few enough to count on.
    private static let mostTokens: UInt64 = 1 << 53

    /// The session as bytes, which ``init(bytes:model:)`` reads.
    ///
    /// - Throws: `CheckpointError` when weights of the model, which it depends on, cannot be read from a damaged file.
    public var bytes: [UInt8] {
        get throws {
            var bytes = Self.magic
            for number in [try model.fingerprint, UInt64(tokenCount), UInt64(state.count), UInt64(logits.count)] {
                withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
            }
            bytes.reserveCapacity(bytes.count + 4 * (state.count + logits.count))
            for value in [state, logits].joined() {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
            return bytes
        }
    }

    /// Goes on where a session of the same model was.
    ///
    /// - Throws: ``ModelError/inconsistent(path:part:expected:found:)`` for bytes that are no session of this model.
    public init(bytes: [UInt8], model: LanguageModel) throws {
        try self.init(bytes: bytes, model: model, path: "session")
    }

    private init(bytes: [UInt8], model: LanguageModel, path: String) throws {
        try self.init(model)
        func fault(_ part: String, _ expected: String, _ found: String) -> ModelError {
            .inconsistent(path: path, part: part, expected: expected, found: found)
        }
        guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic) else {
            throw fault("header", "WEFTSES1 and four numbers", "\(bytes.count) bytes of another kind")
        }
        let numbers = bytes.withUnsafeBytes { raw in
            (0..<4).map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 + 8 * $0, as: UInt64.self)) }
        }
        guard try numbers[0] == model.fingerprint else {
            throw fault("model", "a session of this model", "one of another model")
        }
        let count = state.count + logits.count
        guard numbers[2] == UInt64(state.count), numbers[3] == UInt64(logits.count), numbers[1] <= Self.mostTokens,
            bytes.count == Self.headerSize + 4 * count
        else { throw fault("size", "\(Self.headerSize + 4 * count) bytes", "\(bytes.count)") }
        let values = bytes.withUnsafeBytes { raw in
            (0..<count).map { index in
                Float(
                    bitPattern: UInt32(
                        littleEndian: raw.loadUnaligned(fromByteOffset: Self.headerSize + 4 * index, as: UInt32.self)))
            }
        }
        guard values.allSatisfy(\.isFinite) else { throw fault("values", "finite numbers", "others") }
        tokenCount = Int(numbers[1])
        state = Array(values[..<state.count])
        logits = Array(values[state.count...])
    }

    /// Saves the session; the file is replaced at once or not at all.
    public func save(to path: String) throws {
        var metadata = ModelFile.metadata(task: .languageModel)
        metadata[ModelFile.kindKey] = ModelFile.Kind.session.rawValue
        var writer = SafetensorsWriter(metadata: metadata)
        let bytes = try bytes
        writer.add("session", .uint8, shape: [bytes.count], bytes: bytes)
        try writer.write(to: path)
    }

    /// Opens a saved session of the same model.
    public init(contentsOf path: String, model: LanguageModel) throws {
        let file = try ModelFile(path: path, expecting: .languageModel)
        try file.check(kind: .session)
        try self.init(bytes: file.reader.bytes(named: "session"), model: model, path: path)
    }
}

extension LanguageModel {
    /// A number that depends on all weights and the vocabulary: a guard against mixing up models. Complexity: O(size).
    fileprivate var fingerprint: UInt64 {
        get throws {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            func add(_ bits: UInt64) { hash = (hash ^ bits) &* 0x100_0000_01b3 }
            let values = try weights.completeValues
            for entry in values.layout.entries {
                for value in values.export(entry) { add(UInt64(value.bitPattern)) }
            }
            for byte in vocabulary.bytes { add(UInt64(byte)) }
            return hash
        }
    }
}
