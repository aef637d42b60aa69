public import WeftCompression

/// How a corpus is read.
public struct CorpusOptions: Sendable {
    /// The format; nil guesses it from the name, and where that says nothing or `.txt`, from the first lines, if labels
    /// are required or expected.
    public var format: CorpusFormat?
    /// The compression; nil guesses it from the name, then from the first bytes.
    public var compression: Compression?
    /// Whether a document without a label is an error.
    public var requiresLabels: Bool
    /// Whether a file whose name says nothing or `.txt` may have labels, though it need not: it is read with labels where
    /// all of its first lines have them.
    public var expectsLabels = false
    /// The column (CSV) or member (JSON lines) with the text.
    public var textColumn = "text"
    /// The column (CSV) or member (JSON lines) with the label.
    public var labelColumn = "label"
    /// What marks a label in fastText's form.
    public var labelPrefix = "__label__"
    /// The longest line, CSV record or document of a folder in bytes. Memory grows to a few times the longest.
    public var maximumLineLength = 256 << 20

    /// Creates options with defaults for all else.
    public init(format: CorpusFormat? = nil, requiresLabels: Bool = false) {
        self.format = format
        self.requiresLabels = requiresLabels
    }
}

/// What a reader met on its way.
public struct CorpusStatistics: Equatable, Sendable {
    /// The documents read.
    public var documents = 0
    /// The lines read, empty ones too; for a folder, those of its files.
    public var lines = 0
    /// The empty lines that were passed over in formats with labels.
    public var emptyLines = 0
    /// The documents whose text is empty.
    public var emptyTexts = 0
    /// The broken sequences of UTF-8, or lone surrogates in JSON, that became U+FFFD.
    public var repairs = 0
    /// The documents with such repairs.
    public var repairedDocuments = 0
    /// The labels that lost white space or invisible characters at their ends.
    public var trimmedLabels = 0
    /// The first of them: the place, and the label before.
    public var firstTrimmedLabel: Document.LabelPlace?
    /// The further labels of documents with several, which were dropped.
    public var droppedLabels = 0

    /// Creates statistics of nothing.
    public init() {}
}
