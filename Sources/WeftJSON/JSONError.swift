/// A fault in JSON text.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The offset of the fault in bytes from the beginning of the text.
    public let offset: Int
    /// What the grammar (RFC 8259) wants there.
    public let expected: String
    /// What is there.
    public let found: String

    /// Creates an error.
    public init(offset: Int, expected: String, found: String) {
        self.offset = offset
        self.expected = expected
        self.found = found
    }

    /// One line: offset, what was expected, and what was found.
    public var description: String { "byte \(offset): expected \(expected), found \(found)" }
}
