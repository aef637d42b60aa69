public import WeftCompression

/// A text read whole, as language models want it: with its line breaks.
public struct PlainText: Equatable, Sendable {
    /// The text, always valid Unicode; lines end in LF.
    public let text: String
    /// The number of lines.
    public let lines: Int
    /// The broken sequences of UTF-8 that became U+FFFD.
    public let repairs: Int

    /// Reads a file, decompressing it on the way.
    /// - Parameters:
    ///   - path: The file; nil or `-` stands for the standard input.
    ///   - compression: The compression; nil guesses it from the name, then from the first bytes.
    ///   - maximumLineLength: The longest line in bytes.
    /// - Throws: `CorpusError` when the file cannot be read, is empty or is no text.
    public init(
        reading path: String?, compression: Compression? = nil, maximumLineLength: Int = 256 << 20
    ) throws(CorpusError) {
        var reader = try LineReader(
            path: path == "-" ? nil : path, compression: compression, maximumLength: maximumLineLength)
        var bytes: [UInt8] = []
        while let line = try reader.next() {
            bytes.append(contentsOf: line)
            // The last line has a line end only if the file has one.
            if reader.endsInLineEnd { bytes.append(UInt8(ascii: "\n")) }
        }
        guard !bytes.isEmpty else { throw .empty(path: reader.path) }
        var decoder = TextDecoder()
        text = bytes.withUnsafeBytes { decoder.string($0) }
        lines = reader.lineNumber
        repairs = decoder.repairs
    }
}
