internal import CICUShims

/// The version of the ICU library in use, such as `72.1`. Boundaries depend on it, so models store it.
public var icuVersion: String {
    var version: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &version) { weft_icu_version($0.bindMemory(to: UInt8.self).baseAddress) }
    return "\(version.0).\(version.1)"
}

/// The version of Unicode that the ICU library in use implements, such as `15.0`.
public var unicodeVersion: String {
    var version: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &version) { weft_icu_unicode_version($0.bindMemory(to: UInt8.self).baseAddress) }
    return "\(version.0).\(version.1)"
}

/// The first number of ICU's version: what decides whether a format internal to ICU is one that this code knows.
var icuMajorVersion: Int {
    var version: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &version) { weft_icu_version($0.bindMemory(to: UInt8.self).baseAddress) }
    return Int(version.0)
}

/// Throws if an ICU call failed; warnings (negative codes) pass.
func check(_ status: Int32, _ function: String) throws(TextError) {
    if status > 0 {
        throw .icu(function: function, code: String(cString: weft_icu_error_name(status)))
    }
}

/// An ICU break iterator: not thread-safe, so each workspace opens its own.
struct BreakIterator: ~Copyable {
    private let handle: OpaquePointer

    init(_ unit: Segmenter.Unit, locale: String) throws(TextError) {
        var status: Int32 = 0
        let opened = weft_icu_break_open(unit.icuType, locale, &status)
        try check(status, "ubrk_open")
        guard let opened else { throw .icu(function: "ubrk_open", code: "null") }
        handle = opened
    }

    deinit {
        weft_icu_break_close(handle)
    }

    /// The compiled rules, in ICU's binary form.
    func compiledRules() throws(TextError) -> [UInt8] {
        var status: Int32 = 0
        let length = weft_icu_break_rules(handle, nil, 0, &status)
        if status == Int32(weft_icu_buffer_overflow) { status = 0 }
        try check(status, "ubrk_getBinaryRules")
        var rules = [UInt8](repeating: 0, count: Int(length))
        _ = rules.withUnsafeMutableBufferPointer {
            weft_icu_break_rules(handle, $0.baseAddress, length, &status)
        }
        try check(status, "ubrk_getBinaryRules")
        return rules
    }

    /// Calls `body` with every boundary after 0 in the UTF-16 text, ascending.
    func forEachBoundary(in text: UnsafeBufferPointer<UInt16>, _ body: (Int) -> Void) {
        var status: Int32 = 0
        weft_icu_break_set_text(handle, text.baseAddress, Int32(text.count), &status)
        precondition(status <= 0, "ubrk_setText: out of memory")
        while true {
            let next = weft_icu_break_next(handle)
            if next < 0 { return }  // UBRK_DONE
            body(Int(next))
        }
    }
}

extension Segmenter.Unit {
    var icuType: Int32 {
        switch self {
        case .character: return Int32(weft_icu_characters)
        case .word: return Int32(weft_icu_words)
        case .sentence: return Int32(weft_icu_sentences)
        }
    }
}
