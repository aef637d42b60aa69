import WeftBaseline
import WeftCorpora
import WeftTensors
import WeftText

/// Labelled documents in the form that training and evaluation need: token ids and class ids.
package struct ClassifierCorpus: Sendable {
    package var documents: [EncodedDocument] = []
    /// Tokens beyond ``ClassifierOptions/maximumTokens`` that the network does not read.
    package var truncatedDocuments = 0
    /// Documents without any token.
    package var emptyDocuments = 0

    /// Encodes documents on several threads; the labels must be among `labels`.
    package init(
        _ documents: [Document], labels: [String], vocabulary: Vocabulary, tokenizer: Tokenizer, maximumTokens: Int,
        team: ThreadTeam
    ) throws {
        let encoded = ClassifierCorpus.encode(documents, vocabulary: vocabulary, tokenizer: tokenizer, team: team)
        let index = LabelIndex(labels)
        self.documents.reserveCapacity(documents.count)
        for (document, tokens) in zip(documents, encoded) {
            let label = try index.label(of: document)
            if tokens.count > maximumTokens { truncatedDocuments += 1 }
            if tokens.isEmpty { emptyDocuments += 1 }
            self.documents.append(EncodedDocument(tokens: tokens, label: label))
        }
    }

    /// Token ids of every document.
    static func encode(
        _ documents: [Document], vocabulary: Vocabulary, tokenizer: Tokenizer, team: ThreadTeam
    ) -> [[Int32]] {
        let parts = ParallelMap(count: documents.count, team: team) { index in
            vocabulary.encode(documents[index].text, with: tokenizer)
        }
        return parts.values
    }

    /// Builds the vocabulary of the training documents.
    package static func vocabulary(
        _ documents: [Document], tokenizer: Tokenizer, minimumCount: Int, maximumSize: Int
    ) throws -> Vocabulary {
        var builder = VocabularyBuilder()
        for document in documents { _ = try builder.add(text: document.text, with: tokenizer) }
        return builder.build(minimumCount: UInt64(max(1, minimumCount)), maximumSize: maximumSize)
    }

    /// The documents as the baseline wants them.
    package static func tokenCorpus(_ documents: [Document], tokenizer: Tokenizer) -> TokenCorpus {
        var corpus = TokenCorpus()
        for document in documents {
            var text = document.text
            text.withUTF8 { utf8 in
                _ = tokenizer.forEachToken(inUTF8: utf8.span) { token, _ in corpus.append(token: token) }
            }
            corpus.endDocument()
        }
        return corpus
    }
}
