/// The versions of the file format, all of which are read, for ever; the last one is written.
package enum FormatVersion: String, Sendable, CaseIterable {
    /// Options under the names of their properties, nested as they were; those that were nil are missing.
    case one = "1"
    /// Options under the keys of their ``OptionList``.
    case two = "2"

    package static let current = FormatVersion.two

    /// All of them in words.
    static var known: String { allCases.map(\.rawValue).joined(separator: " or ") }
}
