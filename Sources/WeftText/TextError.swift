/// What can be wrong with text settings, a vocabulary or the ICU installation.
public enum TextError: Error, Equatable, CustomStringConvertible {
    /// ICU refused a call: the function, and ICU's name for the error.
    case icu(function: String, code: String)
    /// ICU knows no such language, script or region.
    case unknownLocale(String)
    /// The distinct tokens outgrew the memory that a `VocabularyBuilder` may use.
    case vocabularyOutgrown(distinctTokens: Int, memoryLimit: Int)
    /// A line of a vocabulary in text form is not `token<TAB>count`; lines count from 1.
    case malformedVocabulary(line: Int, expected: String, found: String)
    /// The bytes of a vocabulary in binary form contradict themselves at the given offset.
    case malformedVocabularyBytes(offset: Int, expected: String, found: String)

    /// One line: what was expected, what was found.
    public var description: String {
        switch self {
        case .icu(let function, let code):
            return "ICU failed: \(function) gave \(code)"
        case .unknownLocale(let name):
            return "locale: expected one that ICU knows, such as tr, th or zh-Hans, found \"\(name)\""
        case .vocabularyOutgrown(let distinctTokens, let memoryLimit):
            return "vocabulary: \(distinctTokens) distinct tokens need more than the \(memoryLimit) bytes allowed; "
                + "raise the memory limit or fold more (case, numbers)"
        case .malformedVocabulary(let line, let expected, let found):
            return "vocabulary, line \(line): expected \(expected), found \(found)"
        case .malformedVocabularyBytes(let offset, let expected, let found):
            return "vocabulary, byte \(offset): expected \(expected), found \(found)"
        }
    }
}
