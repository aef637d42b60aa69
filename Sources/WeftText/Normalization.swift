internal import CICUShims

/// ICU's part of normalisation: one short stretch of text at a time, all steps in order.
///
/// Folding and composing each undo what the other prepares in rare cases, so the order is that of Unicode's caseless
/// matching (The Unicode Standard, definitions D145 and D146): decompose, fold, compose; with compatibility forms,
/// fold once more in between. The result of a second pass is then the result of the first.
struct Normalization: @unchecked Sendable {  // ICU's normalisers are immutable and live as long as the process
    /// Longer stretches are normalised here: ICU's time grows with the square of a run of marks.
    private static let longestForICU = 64

    let options: Normalizer.Options
    fileprivate let nfc: OpaquePointer
    fileprivate let nfd: OpaquePointer
    fileprivate let nfkc: OpaquePointer
    fileprivate let nfkd: OpaquePointer
    private let isTurkic: Int32

    init(_ options: Normalizer.Options) throws(TextError) {
        _ = try LocaleName(options.locale)
        self.options = options
        nfc = try Normalization.open("NFC", weft_icu_nfc)
        nfd = try Normalization.open("NFD", weft_icu_nfd)
        nfkc = try Normalization.open("NFKC", weft_icu_nfkc)
        nfkd = try Normalization.open("NFKD", weft_icu_nfkd)
        isTurkic = options.isTurkic ? 1 : 0
    }

    private static func open(
        _ name: String, _ open: (UnsafeMutablePointer<Int32>?) -> OpaquePointer?
    ) throws(TextError) -> OpaquePointer {
        var status: Int32 = 0
        let form = open(&status)
        try check(status, "unorm2_get\(name)Instance")
        guard let form else { throw .icu(function: "unorm2_get\(name)Instance", code: "null") }
        return form
    }

    /// Normalises a stretch of UTF-16 that stands alone.
    func apply(to text: [UInt16]) -> [UInt16] {
        var units = options.removeControls ? Normalization.withoutControls(text) : text
        if options.foldCase {
            // Once İ is taken apart, its I would fold to ı and leave the dot alone.
            if options.isTurkic && options.form != .none { units = fold(convert(units, nfc)) }
            if options.form == .none {
                units = fold(units)
            } else {
                units = fold(convert(units, nfd))
                if options.form == .nfkc { units = fold(convert(units, nfkd)) }
            }
        }
        if options.stripAccents { units = Normalization.withoutAccents(convert(units, nfd)) }
        switch options.form {
        case .none: if options.stripAccents { units = convert(units, nfc) }
        case .nfc: units = convert(units, nfc)
        case .nfkc: units = convert(units, nfkc)
        }
        // Compatibility forms may bring controls and accents that were not there before.
        if options.form == .nfkc && options.stripAccents {
            units = convert(Normalization.withoutAccents(convert(units, nfkd)), nfkc)
        }
        return options.foldNumbers ? Normalization.withFoldedDigits(units) : units
    }

    /// Whether text can be cut before a code point without changing what the pieces normalise to.
    func isBoundary(before scalar: UInt32) -> Bool {
        switch options.form {
        case .none where options.stripAccents: return weft_icu_boundary_before(nfc, scalar) != 0
        case .none: return true
        case .nfc: return weft_icu_boundary_before(nfc, scalar) != 0
        case .nfkc: return weft_icu_boundary_before(nfkc, scalar) != 0
        }
    }

    /// Whether `apply` may change a code point, alone or among others of which this is true of none.
    func mayChange(_ scalar: UInt32) -> Bool {
        if scalar == illFormed { return true }
        if options.removeControls && Normalization.isRemoved(scalar) { return true }
        if options.foldNumbers && scalar != 0x30 && weft_icu_is_decimal_digit(scalar) != 0 {
            return true
        }
        if options.form != .none || options.stripAccents {
            if weft_icu_passes_quick_check(scalar, options.form == .nfkc ? 1 : 0) == 0 { return true }
            if weft_icu_combining_class(scalar) != 0 { return true }
        }
        return (options.foldCase || options.stripAccents) && apply(to: utf16(scalar)) != utf16(scalar)
    }

    /// Whether `apply` gives white space for a code point, be it such or not.
    func givesSpace(_ scalar: UInt32) -> Bool {
        if Normalization.isSpace(scalar) { return true }
        guard options.form == .nfkc, scalar != illFormed, weft_icu_passes_quick_check(scalar, 1) == 0 else {
            return false
        }
        return apply(to: utf16(scalar)).contains(0x20)
    }

    /// What tells whether text is composed, nil if the form asks for no composing.
    var composition: Composition? { options.form == .none ? nil : Composition(nfc: nfc) }

    private func utf16(_ scalar: UInt32) -> [UInt16] {
        var units: [UInt16] = []
        appendUTF16(scalar, to: &units)
        return units
    }

    private func convert(_ text: [UInt16], _ form: OpaquePointer) -> [UInt16] {
        if text.count > Normalization.longestForICU {
            var linear = LinearNormalization(form, composes: form == nfc || form == nfkc)
            return linear.apply(to: text)
        }
        return Normalization.convertByICU(text, form)
    }

    fileprivate static func convertByICU(_ text: [UInt16], _ form: OpaquePointer) -> [UInt16] {
        growing(text) { source, length, target, capacity, status in
            weft_icu_normalize(form, source, length, target, capacity, status)
        }
    }

    private func fold(_ text: [UInt16]) -> [UInt16] {
        let isTurkic = isTurkic
        return Normalization.growing(text) { source, length, target, capacity, status in
            weft_icu_fold(target, capacity, source, length, isTurkic, status)
        }
    }

    /// Runs an ICU transformation, a second time with more room if the first guess was too small.
    private static func growing(
        _ text: [UInt16],
        _ transform: (
            UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32, UnsafeMutablePointer<Int32>
        ) -> Int32
    ) -> [UInt16] {
        if text.isEmpty { return text }
        var capacity = text.count * 3 + 16
        while true {
            var status: Int32 = 0
            let result = [UInt16](unsafeUninitializedCapacity: capacity) { target, count in
                let length = text.withUnsafeBufferPointer {
                    transform($0.baseAddress, Int32($0.count), target.baseAddress, Int32(capacity), &status)
                }
                count = status == Int32(weft_icu_buffer_overflow) ? 0 : Int(length)
                capacity = max(Int(length), capacity)
            }
            if status != Int32(weft_icu_buffer_overflow) {
                precondition(status <= 0, "ICU: out of memory while normalising")
                return result
            }
        }
    }
}

extension Normalizer {
    /// The forms that ICU gives in one call.
    package enum ICUForm: CaseIterable { case nfc, nfd, nfkc, nfkd }

    /// A form of a whole text as ICU alone gives it: what this type must agree with.
    package static func byICU(_ text: String, _ form: ICUForm) throws(TextError) -> String {
        let normalization = try Normalization(Options())
        let opened =
            switch form {
            case .nfc: normalization.nfc
            case .nfd: normalization.nfd
            case .nfkc: normalization.nfkc
            case .nfkd: normalization.nfkd
            }
        return String(decoding: Normalization.convertByICU(Array(text.utf16), opened), as: UTF16.self)
    }

    /// The same by the steps that long stretches take.
    package static func bySteps(_ text: String, _ form: ICUForm) throws(TextError) -> String {
        let normalization = try Normalization(Options())
        let isCompatible = form == .nfkc || form == .nfkd
        var linear = LinearNormalization(
            isCompatible ? normalization.nfkc : normalization.nfc, composes: form == .nfc || form == .nfkc)
        return String(decoding: linear.apply(to: Array(text.utf16)), as: UTF16.self)
    }
}
