/// Cuts text at the boundaries of Unicode Standard Annex 29, as ICU finds them: words (with ICU's dictionaries for
/// Chinese, Japanese, Thai, Lao, Khmer and Burmese), grapheme clusters, or sentences.
///
/// A value can be used by several threads at once. Broken UTF-8 is cut as if each maximal broken subpart were U+FFFD;
/// ranges always refer to the bytes as given.
public struct Segmenter: Sendable {
    /// What a segment is.
    public enum Unit: String, Sendable, CaseIterable {
        /// A grapheme cluster: what a reader takes for one character.
        case character
        /// A word, a number, a punctuation mark, a stretch of spaces.
        case word
        /// A sentence with the spaces behind it.
        case sentence
    }

    /// What a segment is.
    public let unit: Unit
    /// The locale whose rules are used, such as `fi`; empty for those of all locales.
    public let locale: String
    private let pool: Pool<BoundaryScanner>

    /// Opens ICU's rules once.
    ///
    /// - Throws: `TextError.unknownLocale`, or `TextError.icu` if ICU's data is missing.
    public init(_ unit: Unit, locale: String = "") throws(TextError) {
        self.unit = unit
        self.locale = locale
        let rules = try BreakRules.load(unit, locale: locale)
        pool = Pool(
            try BoundaryScanner(unit: unit, locale: locale, rules: rules) { _ in [] },
            make: { () throws(TextError) in
                try BoundaryScanner(unit: unit, locale: locale, rules: rules) { _ in [] }
            })
    }

    /// Calls `body` with the UTF-8 range of every segment, in order; together they cover the text.
    public func forEachSegment<E: Error>(
        inUTF8 text: Span<UInt8>, _ body: (Range<Int>) throws(E) -> Void
    ) throws(E) {
        let scanner = pool.take()
        defer { pool.giveBack(scanner) }
        _ = try text.withUnsafeBufferPointer { bytes throws(E) in
            try scanner.forEachSegment(in: bytes) { start, end, _ throws(E) in try body(start..<end) }
        }
    }

    /// The UTF-8 ranges of all segments of a text, in order.
    public func segments(of text: String) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var text = text
        text.withUTF8 { bytes in
            forEachSegment(inUTF8: bytes.span) { ranges.append($0) }
        }
        return ranges
    }
}

extension BreakRules {
    /// ICU's rules for a unit and a locale, or nil if this ICU's form of them is not known here.
    static func load(_ unit: Segmenter.Unit, locale: String) throws(TextError) -> BreakRules? {
        _ = try LocaleName(locale)
        let iterator = try BreakIterator(unit, locale: locale)
        return BreakRules(compiled: try iterator.compiledRules())
    }
}

extension Segmenter {
    /// The boundaries behind 0 that ICU's own iterator finds: what this type must agree with.
    package func boundariesByICU(inUTF8 text: [UInt8]) -> [Int] {
        let divider = DictionaryDivider(unit: unit, locale: locale, rules: nil)
        var cuts: [Int] = []
        text.withUnsafeBufferPointer { divider.divideByICU($0, 0, $0.count, into: &cuts) }
        return text.isEmpty ? [] : cuts + [text.count]
    }

    /// Whether the rules run here rather than in ICU's iterator.
    package func runsOwnRules() throws(TextError) -> Bool {
        try BreakRules.load(unit, locale: locale) != nil
    }
}
