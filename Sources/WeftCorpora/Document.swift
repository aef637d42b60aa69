/// A text, the class it belongs to, and where it stands.
public struct Document: Equatable, Sendable {
    /// The text, always valid Unicode.
    public let text: String
    /// The class; nil where the corpus has no labels.
    public let label: String?
    /// The place of the document, for messages.
    public let location: Location

    /// Creates a document.
    public init(text: String, label: String? = nil, location: Location = Location(file: "", line: 0)) {
        self.text = text
        self.label = label
        self.location = location
    }

    /// A line of a file.
    public struct Location: Equatable, Sendable, CustomStringConvertible {
        /// The path as it was given; `standard input` for the standard input.
        public let file: String
        /// The line, counted from 1, on which the document begins.
        public let line: Int

        /// Creates a location.
        public init(file: String, line: Int) {
            self.file = file
            self.line = line
        }

        /// `file:line`, which terminals and editors follow.
        public var description: String { "\(file):\(line)" }
    }
    /// A label and the document that has it.
    public struct LabelPlace: Equatable, Sendable {
        /// The label as it stands in the file.
        public let label: String
        /// The place of its document.
        public let location: Location
    }
}
