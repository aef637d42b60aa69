import WeftBaseline
import WeftCorpora
import WeftText

/// Labelled documents in the form that training and evaluation need: token ids and class ids.
package struct ClassifierCorpus: Sendable {
    package private(set) var documents: [EncodedDocument] = []
    /// Documents of more tokens than the network reads.
    let truncatedDocuments: Int
    /// The documents as the baseline wants them; nil where there is none.
    let baselineTokens: TokenCorpus?

    /// Encodes documents.
    ///
    /// - Parameters:
    ///   - tokens: The tokens of the same documents.
    ///   - maximumTokens: How many of a document's the network reads.
    ///   - hasBaseline: Whether a baseline reads them as well.
    /// - Throws: ``ModelError/unknownLabel(label:location:known:)`` for a label that is not in `labels`.
    init(
        _ documents: [Document], tokens: TokenizedDocuments, labels: LabelIndex, vocabulary: Vocabulary,
        maximumTokens: Int, hasBaseline: Bool
    ) throws(ModelError) {
        self.documents.reserveCapacity(documents.count)
        for (document, ids) in zip(documents, tokens.ids(in: vocabulary)) {
            self.documents.append(EncodedDocument(tokens: ids, label: try labels.label(of: document)))
        }
        truncatedDocuments = self.documents.count { $0.tokens.count > maximumTokens }
        baselineTokens = hasBaseline ? tokens.corpus : nil
    }

    /// The class of each document.
    var labels: [Int32] { documents.map(\.label) }
}
