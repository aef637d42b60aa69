/// Brings text to one spelling by ICU: composition, case, accents, digits, white space and control characters.
///
/// A value can be used by several threads at once.
public struct Normalizer: Sendable {
    /// What is changed.
    public let options: Options
    private let normalization: Normalization

    /// Opens ICU's normalisers.
    ///
    /// - Throws: `TextError.unknownLocale`, or `TextError.icu` if ICU's data is missing.
    public init(_ options: Options = Options()) throws(TextError) {
        self.init(try Normalization(options))
    }

    init(_ normalization: Normalization) {
        options = normalization.options
        self.normalization = normalization
    }

    /// The normalised text.
    public func normalize(_ text: String) -> String {
        align(text).text
    }

    /// The normalised text together with where each of its parts comes from.
    public func align(_ text: String) -> NormalizedText {
        var text = text
        return text.withUTF8 { align(utf8: $0.span) }
    }

    /// The normalised form of UTF-8 bytes together with where each of its parts comes from.
    ///
    /// The text is cut before each character that cannot interact with what precedes it, and each piece is normalised
    /// alone; the pieces are what is aligned. Broken UTF-8 becomes U+FFFD, one for each maximal broken subpart.
    public func align(utf8 text: Span<UInt8>) -> NormalizedText {
        text.withUnsafeBufferPointer { bytes in
            var result = NormalizedText.Builder()
            guard let base = bytes.baseAddress else { return result.finish() }
            var start = 0
            while start < bytes.count {
                if options.removeControls, let spaceEnd = spaceEnd(base, start, bytes.count) {
                    result.append([0x20], from: start..<spaceEnd)
                    start = spaceEnd
                } else {
                    let end = pieceEnd(base, start, bytes.count)
                    append(bytes, start..<end, to: &result)
                    start = end
                }
            }
            return result.finish()
        }
    }

    private func append(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to result: inout NormalizedText.Builder
    ) {
        var units: [UInt16] = []
        result.repaired += appendUTF16(of: UnsafeBufferPointer(rebasing: bytes[range]), to: &units)
        var piece: [UInt8] = []
        appendUTF8(of: normalization.apply(to: units), to: &piece)
        result.append(piece, from: range)
    }

    /// Where the piece that starts at `start` ends: before the next normalisation boundary.
    private func pieceEnd(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var index = start + decodeScalar(base, start, count).length
        while index < count {
            let (scalar, length) = decodeScalar(base, index, count)
            // A control is removed, so what stands on both sides of it may meet.
            let mayVanish = options.removeControls && scalar != illFormed && Normalization.isRemoved(scalar)
            if scalar == illFormed || !mayVanish && normalization.isBoundary(before: scalar) { return index }
            index += length
        }
        return index
    }

    /// Where a run of white space that starts at `start` ends, or nil if none starts there.
    private func spaceEnd(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var index = start
        while index < count {
            let (scalar, length) = decodeScalar(base, index, count)
            guard scalar != illFormed else { break }
            // What is removed between two spaces does not part them.
            guard Normalization.isSpace(scalar) || index > start && Normalization.isRemoved(scalar) else { break }
            index += length
        }
        return index == start ? nil : index
    }
}
