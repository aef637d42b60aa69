/// The tokens that a model knows, numbered; the first four are special.
///
/// Looking a token up hashes its bytes once and makes no `String`. The order is that of `VocabularyBuilder`: special
/// tokens, then by count descending, then by code points.
public struct Vocabulary: Sendable {
    /// The numbers of the special tokens, the same in every vocabulary.
    public enum Special: Int32, Sendable, CaseIterable {
        /// Fills up short rows.
        case padding = 0
        /// Stands for every token that the vocabulary does not hold.
        case unknown = 1
        /// Stands before a text.
        case begin = 2
        /// Stands behind a text.
        case end = 3

        /// How the token is shown; no lookup finds it.
        public var text: String { "<\(self)>" }
    }

    /// Number of the special token that fills up short rows.
    public static let padding = Special.padding.rawValue
    /// Number of the special token that stands for every token not in the vocabulary.
    public static let unknown = Special.unknown.rawValue
    /// Number of the special token before a text.
    public static let begin = Special.begin.rawValue
    /// Number of the special token behind a text.
    public static let end = Special.end.rawValue

    let table: ByteTable
    let counts: [UInt64]

    /// The number of tokens, special ones included.
    public var count: Int { table.count }

    /// The number of tokens of text: all but the special ones.
    public var textTokenCount: Int { count - Special.allCases.count }

    /// Creates a vocabulary of the special tokens and those given, in that order.
    ///
    /// - Throws: `TextError.malformedVocabulary` if a token is empty or repeated; its line is its place in the list.
    public init(tokens: [(text: String, count: UInt64)]) throws(TextError) {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for token in Special.allCases.map(\.text) + tokens.map(\.text) {
            bytes.append(contentsOf: token.utf8)
            ends.append(UInt32(bytes.count))
        }
        for (index, token) in tokens.enumerated() where token.text.isEmpty {
            throw .malformedVocabulary(line: index + 1, expected: "a token", found: "an empty one")
        }
        let counts = [UInt64](repeating: 0, count: Special.allCases.count) + tokens.map(\.count)
        switch ByteTable.make(bytes: bytes, ends: ends, skipped: Special.allCases.count) {
        case .success(let table): self.init(table: table, counts: counts)
        case .failure(let repeated):
            let index = repeated.number - Special.allCases.count
            throw .malformedVocabulary(
                line: index + 1, expected: "each token once", found: "\"\(tokens[index].text)\" again")
        }
    }

    /// - Parameter table: The special tokens, not to be found by their bytes, then all others.
    init(table: ByteTable, counts: [UInt64]) {
        self.table = table
        self.counts = counts
    }

    /// The number of a token, `unknown` if the vocabulary does not hold it.
    @inline(__always)
    func id(of token: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard let index = table.index(of: token, hash: ByteTable.hash(token)) else { return Vocabulary.unknown }
        return Int32(truncatingIfNeeded: index)
    }

    /// The number of a token given as UTF-8, `unknown` if the vocabulary does not hold it. Complexity: O(length).
    public func id(ofUTF8 token: Span<UInt8>) -> Int32 {
        token.withUnsafeBufferPointer { id(of: $0) }
    }

    /// The number of a token, `unknown` if the vocabulary does not hold it. Complexity: O(length).
    public func id(of token: String) -> Int32 {
        var token = token
        return token.withUTF8 { id(of: $0) }
    }

    /// The text of a token; special tokens give names such as `<unknown>`.
    public func token(at id: Int32) -> String {
        table.withBytes(of: Int(id)) { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the UTF-8 bytes of a token.
    public func withToken<R>(at id: Int32, _ body: (Span<UInt8>) -> R) -> R {
        table.withBytes(of: Int(id)) { body($0.span) }
    }

    /// How often the token stood in the corpus that the vocabulary was built from; 0 for special tokens.
    public func occurrences(of id: Int32) -> UInt64 {
        counts[Int(id)]
    }
}

extension Vocabulary: Equatable {
    /// Whether both hold the same tokens with the same counts in the same order.
    public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
        left.counts == right.counts && left.table.ends == right.table.ends && left.table.bytes == right.table.bytes
    }
}
