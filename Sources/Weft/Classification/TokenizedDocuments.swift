import WeftBaseline
import WeftCorpora
import WeftText

/// Documents cut into tokens once, for all that read them: the vocabulary, the network and the baseline.
///
/// Takes four bytes a token, eight a document, and the bytes of each distinct token once; these alone are bounded, by
/// the memory limit of `VocabularyBuilder`.
struct TokenizedDocuments {
    /// The distinct tokens, numbered as they are first met, and how often each stands.
    private var tokens = VocabularyBuilder()
    /// The number of each token, document after document.
    private var numbers: [Int32] = []
    private var ends: [Int] = []

    init(_ documents: [Document], tokenizer: Tokenizer) throws(TextError) {
        ends.reserveCapacity(documents.count)
        for document in documents {
            try tokens.add(text: document.text, with: tokenizer, numbers: &numbers)
            ends.append(numbers.count)
        }
    }

    /// The vocabulary of these documents.
    func vocabulary(minimumCount: Int, maximumSize: Int) -> Vocabulary {
        tokens.build(minimumCount: UInt64(max(1, minimumCount)), maximumSize: maximumSize)
    }

    /// What a vocabulary calls the tokens of each document.
    func ids(in vocabulary: Vocabulary) -> [[Int32]] {
        let ids = tokens.ids(in: vocabulary)
        return ranges.map { range in numbers[range].map { ids[Int($0)] } }
    }

    /// The documents as the baseline wants them.
    var corpus: TokenCorpus {
        var corpus = TokenCorpus()
        for range in ranges {
            for number in numbers[range] { tokens.withToken(at: number) { _ = corpus.append(token: $0) } }
            corpus.endDocument()
        }
        return corpus
    }

    private var ranges: some Sequence<Range<Int>> { zip([0] + ends, ends).lazy.map { $0..<$1 } }
}
