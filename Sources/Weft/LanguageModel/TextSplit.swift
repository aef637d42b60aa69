import WeftText

/// Where a text is cut in a part to train on and one to validate on.
///
/// The second part is about the wanted share. It begins with the line start nearest behind that place, or else nearest
/// before it, unless the share would change by more than its half, or the place move by more than 1,000 bytes; where no
/// such line starts, it begins with a token. It never has fewer than ``fewestTokens``.
package struct TextSplit: Sendable, Equatable {
    /// The fewest tokens that may choose the best weights; the part to train on has at least as many.
    package static let fewestTokens = 64
    /// Bytes to either side in which a line start is looked for.
    private static let reach = 1000

    /// Where the second part begins; nil for a text that has too few tokens for two parts.
    package let place: Int?

    /// - Parameter share: The second part's of all bytes, in 0..<1.
    package init(_ utf8: Span<UInt8>, share: Double, tokenizer: Tokenizer) {
        let wanted = Int((Double(utf8.count) * (1 - share)).rounded())
        let reach = min(TextSplit.reach, (utf8.count - wanted) / 2)
        var count = 0, behind: Int?, before: Int?, token: Int?
        // The starts of the last tokens, in a ring: the oldest is the last place where enough tokens follow.
        var last = [Int](repeating: 0, count: TextSplit.fewestTokens)
        tokenizer.forEachToken(inUTF8: utf8) { _, range in
            let start = range.lowerBound
            last[count % last.count] = start
            count += 1
            if token == nil, start >= wanted { token = start }
            guard start > 0, utf8[start - 1] == UInt8(ascii: "\n"), abs(start - wanted) <= reach else { return }
            if start < wanted { before = start } else if behind == nil { behind = start }
        }
        guard count >= 2 * TextSplit.fewestTokens else {
            place = nil
            return
        }
        let latest = last[count % last.count]
        place = [behind, before, token].compactMap(\.self).first { $0 <= latest } ?? latest
    }
}
