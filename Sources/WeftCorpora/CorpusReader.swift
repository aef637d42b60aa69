import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads documents one after the other from a file, a folder or the standard input. Files larger than memory stream;
/// memory is bounded by the longest line.
///
/// ```swift
/// var reader = try CorpusReader("train.tsv.zst", options: CorpusOptions(requiresLabels: true))
/// while let document = try reader.next() { … }
/// ```
public struct CorpusReader: ~Copyable {
    /// The format, given or guessed.
    public let format: CorpusFormat
    /// What was met so far.
    public private(set) var statistics = CorpusStatistics()

    private let path: String
    private let lines: LineDocuments?
    private var folder: FolderDocuments?

    /// Opens a corpus.
    /// - Parameters:
    ///   - path: A file, or a folder for `CorpusFormat.folder`; nil or `-` stands for the standard input.
    ///   - options: The format where the name does not tell it, columns, and limits.
    /// - Throws: `CorpusError` when the corpus cannot be opened, or its header or first bytes are wrong.
    public init(_ path: String?, options: CorpusOptions = CorpusOptions()) throws(CorpusError) {
        let path = path == "-" ? nil : path
        var lines: LineDocuments?
        var folder: FolderDocuments?
        if let path, options.format ?? .folder == .folder, try Self.isFolder(path, isDemanded: options.format != nil) {
            folder = try FolderDocuments(path, options: options)
        } else {
            lines = try LineDocuments(path, options: options)
        }
        self.path = path ?? "standard input"
        format = lines?.format ?? .folder
        self.lines = lines
        self.folder = folder
    }

    /// Reads the next document; nil behind the last.
    /// - Throws: `CorpusError` naming file and line; `CorpusError.empty` at the end of a corpus without a document.
    public mutating func next() throws(CorpusError) -> Document? {
        if let document = try lines?.next(&statistics) { return document }
        if let document = try folder?.next(&statistics) { return document }
        if statistics.documents == 0 { throw .empty(path: path) }
        return nil
    }

    /// Reads a whole corpus.
    /// - Returns: All documents in their order, and what was met.
    public static func read(
        _ path: String?, options: CorpusOptions = CorpusOptions()
    ) throws(CorpusError) -> (documents: [Document], statistics: CorpusStatistics) {
        var reader = try CorpusReader(path, options: options)
        var documents: [Document] = []
        while let document = try reader.next() { documents.append(document) }
        return (documents, reader.statistics)
    }

    private static func isFolder(_ path: String, isDemanded: Bool) throws(CorpusError) -> Bool {
        var information = stat()
        let exists = stat(path.pathBytes, &information) == 0
        if exists, information.st_mode & S_IFMT == S_IFDIR { return true }
        guard isDemanded else { return false }
        throw .file(FileError(path: path, action: "read", code: exists ? ENOTDIR : errno))
    }
}
