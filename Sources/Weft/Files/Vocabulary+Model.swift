import WeftText

extension Vocabulary {
    /// Reads the vocabulary of a model file: its tensor ``tensorName``, of bytes in the form that ``bytes`` describes.
    ///
    /// - Throws: `CheckpointError` for a damaged file, ``ModelError`` for one that is no model with a vocabulary.
    package init(ofModel path: String) throws {
        let file = try ModelFile(path: path)
        guard file.reader.contains(Vocabulary.tensorName) else {
            throw ModelError.unknownFormat(
                path: path, expected: "a model with a vocabulary",
                found: file.reader.metadata[ModelFile.kindKey].map { "a \($0)" } ?? "none")
        }
        try self.init(bytes: file.reader.bytes(named: Vocabulary.tensorName))
    }

    /// The name of the vocabulary in a model file.
    package static let tensorName = "vocabulary"
}
