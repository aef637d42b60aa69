/// Counts tokens in one pass over a corpus, in bounded memory, and makes a `Vocabulary` of the most frequent ones.
public struct VocabularyBuilder: Sendable {
    /// The most memory that counting may take, in bytes.
    public let memoryLimit: Int
    /// Tokens counted so far, repeated ones included.
    public private(set) var total: UInt64 = 0
    private var table = ByteTable()
    private var counts: [UInt64] = []

    /// The number of distinct tokens so far.
    public var distinctTokens: Int { table.count }

    /// Creates a builder that has counted nothing.
    ///
    /// - Parameter memoryLimit: In bytes; the default of 1 GiB is enough for some 20 million distinct words.
    public init(memoryLimit: Int = 1 << 30) {
        self.memoryLimit = memoryLimit
    }

    /// Counts a token given as UTF-8.
    ///
    /// - Throws: `TextError.vocabularyOutgrown` if the distinct tokens need more than `memoryLimit`; the token is then
    ///   not counted, and what was counted before stays.
    public mutating func add(utf8 token: Span<UInt8>, count: UInt64 = 1) throws(TextError) {
        try token.withUnsafeBufferPointer { bytes throws(TextError) in _ = try add(bytes, count: count) }
    }

    /// Counts all tokens of UTF-8 bytes.
    ///
    /// - Returns: What the tokenizer counted.
    /// - Throws: As `add(utf8:count:)`.
    @discardableResult
    public mutating func add(
        text: Span<UInt8>, with tokenizer: Tokenizer
    ) throws(TextError) -> TokenizationCount {
        try text.withUnsafeBufferPointer { bytes throws(TextError) in
            try tokenizer.withWorkspace { workspace throws(TextError) in
                try workspace.forEachToken(in: bytes) { token, _, _ throws(TextError) in _ = try add(token, count: 1) }
            }
        }
    }

    /// Counts all tokens of a text.
    ///
    /// - Throws: As `add(utf8:count:)`.
    @discardableResult
    public mutating func add(text: String, with tokenizer: Tokenizer) throws(TextError) -> TokenizationCount {
        let bytes = Array(text.utf8)
        return try add(text: bytes.span, with: tokenizer)
    }

    /// Counts all tokens of a text and appends the number of each: distinct tokens are numbered as they are first met.
    ///
    /// - Throws: As `add(utf8:count:)`.
    public mutating func add(
        text: String, with tokenizer: Tokenizer, numbers: inout [Int32]
    ) throws(TextError) {
        let bytes = Array(text.utf8)
        try bytes.withUnsafeBufferPointer { bytes throws(TextError) in
            _ = try tokenizer.withWorkspace { workspace throws(TextError) in
                try workspace.forEachToken(in: bytes) { token, _, _ throws(TextError) in
                    if let number = try add(token, count: 1) { numbers.append(Int32(truncatingIfNeeded: number)) }
                }
            }
        }
    }

    /// What a vocabulary calls each distinct token, by its number here.
    public func ids(in vocabulary: Vocabulary) -> [Int32] {
        (0..<table.count).map { number in table.withBytes(of: number) { vocabulary.id(of: $0) } }
    }

    /// Calls `body` with the UTF-8 bytes of a distinct token.
    public func withToken<R>(at number: Int32, _ body: (Span<UInt8>) -> R) -> R {
        table.withBytes(of: Int(number)) { body($0.span) }
    }

    /// Adds what another builder counted; the result does not depend on the order of merging.
    ///
    /// - Throws: As `add(utf8:count:)`.
    public mutating func merge(_ other: VocabularyBuilder) throws(TextError) {
        for index in 0..<other.table.count {
            let token = Array(other.table.bytes[other.table.range(of: index)])
            try add(utf8: token.span, count: other.counts[index])
        }
    }

    /// Makes the vocabulary: special tokens, then tokens by count descending, then by code points.
    ///
    /// - Parameters:
    ///   - minimumCount: Tokens that stood less often are left out.
    ///   - maximumSize: The most tokens, special ones included; nil for no bound.
    public func build(minimumCount: UInt64 = 1, maximumSize: Int? = nil) -> Vocabulary {
        var order = (0..<table.count).filter { counts[$0] >= minimumCount }
        order.sort { left, right in
            if counts[left] != counts[right] { return counts[left] > counts[right] }
            // UTF-8 sorts as code points do.
            return table.bytes[table.range(of: left)].lexicographicallyPrecedes(table.bytes[table.range(of: right)])
        }
        let specials = Vocabulary.Special.allCases
        if let maximumSize { order = Array(order.prefix(max(0, maximumSize - specials.count))) }
        var bytes = specials.flatMap { Array($0.text.utf8) }
        var ends: [UInt32] = []
        for special in specials { ends.append((ends.last ?? 0) + UInt32(special.text.utf8.count)) }
        for index in order {
            bytes.append(contentsOf: table.bytes[table.range(of: index)])
            ends.append(UInt32(bytes.count))
        }
        switch ByteTable.make(bytes: bytes, ends: ends, skipped: specials.count) {
        case .success(let built):
            let zeros = [UInt64](repeating: 0, count: specials.count)
            return Vocabulary(table: built, counts: zeros + order.map { counts[$0] })
        case .failure(let repeated):
            preconditionFailure("token \(repeated.number) counted under two numbers")
        }
    }

    /// Counts a token and gives its number; an empty one is none.
    @inline(__always)
    private mutating func add(_ token: UnsafeBufferPointer<UInt8>, count: UInt64) throws(TextError) -> Int? {
        if token.isEmpty { return nil }
        let hash = ByteTable.hash(token)
        if let index = table.index(of: token, hash: hash) {
            counts[index] &+= count
            total &+= count
            return index
        }
        try admit(token, hash: hash, count: count)
        total &+= count
        return table.count - 1
    }

    @inline(never)
    private mutating func admit(
        _ token: UnsafeBufferPointer<UInt8>, hash: UInt64, count: UInt64
    ) throws(TextError) {
        guard table.memoryToAppend(token.count) + (counts.count + 1) * 8 <= memoryLimit else {
            throw .vocabularyOutgrown(distinctTokens: table.count, memoryLimit: memoryLimit)
        }
        table.append(token, hash: hash)
        counts.append(count)
    }
}
