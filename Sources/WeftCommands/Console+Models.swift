import Weft

extension Console {
    /// Opens a classifier for a verb.
    func classifier(_ path: String, threads: Int) throws -> TextClassifier {
        let classifier = try TextClassifier(contentsOf: path, threads: threads)
        noteICU(of: path, classifier.icuVersion)
        return classifier
    }

    /// Opens a language model for a verb.
    func languageModel(_ path: String, threads: Int) throws -> LanguageModel {
        let model = try LanguageModel(contentsOf: path, threads: threads)
        noteICU(of: path, model.icuVersion)
        return model
    }

    /// Tells of a model whose texts another ICU cut: what it learned of a word may not be found where that word is cut
    /// otherwise.
    private func noteICU(of path: String, _ version: String?) {
        guard let version, version != icuVersion else { return }
        note(
            "note: \(path) was made with ICU \(version), here is \(icuVersion): some texts may be cut into other tokens"
        )
    }
}
