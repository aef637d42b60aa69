extension Vocabulary {
    /// The numbers of a text's tokens, in order.
    public func encode(_ text: String, with tokenizer: Tokenizer) -> [Int32] {
        var ids: [Int32] = []
        var text = text
        text.withUTF8 { _ = encode(utf8: $0.span, with: tokenizer, into: &ids) }
        return ids
    }

    /// Appends the numbers of the tokens of UTF-8 bytes; once `ids` has the room, nothing is allocated.
    ///
    /// - Returns: What the tokenizer counted.
    @discardableResult
    public func encode(
        utf8 text: Span<UInt8>, with tokenizer: Tokenizer, into ids: inout [Int32]
    ) -> TokenizationCount {
        text.withUnsafeBufferPointer { bytes in
            tokenizer.withWorkspace { workspace in
                workspace.forEachToken(in: bytes) { token, _, _ in ids.append(id(of: token)) }
            }
        }
    }

    /// The numbers of a text's tokens and their UTF-8 ranges in the text, in order.
    public func encodeWithRanges(_ text: String, with tokenizer: Tokenizer) -> (ids: [Int32], ranges: [Range<Int>]) {
        var text = text
        return text.withUTF8 { encodeWithRanges(utf8: $0.span, with: tokenizer) }
    }

    /// The numbers of the tokens of UTF-8 bytes and their ranges in those bytes, in order.
    public func encodeWithRanges(
        utf8 text: Span<UInt8>, with tokenizer: Tokenizer
    ) -> (ids: [Int32], ranges: [Range<Int>]) {
        var ids: [Int32] = []
        var ranges: [Range<Int>] = []
        text.withUnsafeBufferPointer { bytes in
            tokenizer.withWorkspace { workspace in
                _ = workspace.forEachToken(in: bytes) { token, start, end in
                    ids.append(id(of: token))
                    ranges.append(start..<end)
                }
            }
        }
        return (ids, ranges)
    }
}
