internal import CICUShims

/// The steps of normalisation that ICU has no function for.
extension Normalization {
    /// Whether a code point is invisible and means nothing: controls, byte order mark, soft hyphen and the like.
    ///
    /// White space stays (it separates), and so do the joiners and tags that change how their neighbours look.
    static func isRemoved(_ scalar: UInt32) -> Bool {
        if weft_icu_is_control(scalar) != 0 { return weft_icu_is_space(scalar) == 0 }
        let joiners: ClosedRange<UInt32> = 0x200C...0x200D
        let tags: ClosedRange<UInt32> = 0xE0020...0xE007F
        return weft_icu_is_format(scalar) != 0 && !joiners.contains(scalar) && !tags.contains(scalar)
            && weft_icu_is_default_ignorable(scalar) != 0
    }

    /// Whether a code point is an accent that `stripAccents` removes.
    static func isAccent(_ scalar: UInt32) -> Bool {
        let voicingMarks: ClosedRange<UInt32> = 0x3099...0x309A
        let variationSelectors: ClosedRange<UInt32> = 0xFE00...0xFE0F
        return weft_icu_is_nonspacing_mark(scalar) != 0
            && weft_icu_is_inherited(scalar) != 0
            && !voicingMarks.contains(scalar) && !variationSelectors.contains(scalar)
            && weft_icu_combining_class(scalar) != 0
    }

    static func withoutControls(_ text: [UInt16]) -> [UInt16] {
        mapped(text) { isRemoved($0) ? nil : $0 }
    }

    static func withoutAccents(_ text: [UInt16]) -> [UInt16] {
        mapped(text) { isAccent($0) ? nil : $0 }
    }

    static func withFoldedDigits(_ text: [UInt16]) -> [UInt16] {
        mapped(text) { weft_icu_is_decimal_digit($0) != 0 ? 0x30 : $0 }
    }

    /// Replaces or removes code points one by one; lone surrogates pass.
    private static func mapped(_ text: [UInt16], _ transform: (UInt32) -> UInt32?) -> [UInt16] {
        var result: [UInt16] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if let scalar = transform(nextScalar(of: text, &index)) { appendUTF16(scalar, to: &result) }
        }
        return result
    }
}

/// What normalisation and tokenizing call a code point.
extension Normalization {
    /// Whether a code point is white space.
    static func isSpace(_ scalar: UInt32) -> Bool {
        weft_icu_is_space(scalar) != 0
    }

    /// Whether a code point is punctuation or a symbol that is not a pictograph.
    static func isPunctuation(_ scalar: UInt32) -> Bool {
        weft_icu_is_punctuation_or_sign(scalar) != 0
    }

    /// Whether a code point is no part of any token: white space, separators, controls and invisible format characters.
    static func isBlank(_ scalar: UInt32) -> Bool {
        if isSpace(scalar) || isRemoved(scalar) { return true }
        return (0x200C...0x200D).contains(scalar)
    }
}
