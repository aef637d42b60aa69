import ArgumentParser
import WeftText

/// Refuses "-" for a file that cannot be a stream, as wrong usage.
func expectFile(_ option: String, _ path: String?) throws {
    if path == "-" { throw ValidationError("expected a file for --\(option), found \"-\"; it cannot be a stream") }
}

/// Refuses an option's value that is out of range, as wrong usage.
func expect<Value: Comparable>(_ option: String, _ value: Value, in range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
        throw ValidationError(
            "expected --\(option) between \(range.lowerBound) and \(range.upperBound), found \(value)")
    }
}

/// Refuses a locale that ICU does not know, as wrong usage.
func expectKnown(locale: String) throws {
    guard (try? LocaleName(locale)) == nil else { return }
    throw ValidationError("expected --locale with a known language, such as tr, th or zh-Hans, found \"\(locale)\"")
}
