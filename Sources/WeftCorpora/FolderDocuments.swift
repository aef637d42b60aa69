import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The documents of a folder that holds a folder a class, and in it a file a document.
struct FolderDocuments {
    private var files: FolderReader
    private let options: CorpusOptions
    private var decoder = TextDecoder()

    /// Opens a folder.
    init(_ path: String, options: CorpusOptions) throws(CorpusError) {
        files = try FolderReader(path: path)
        self.options = options
    }

    /// Reads the next file and counts what it meets. Its lines stay lines; the last line break is dropped.
    mutating func next(_ statistics: inout CorpusStatistics) throws(CorpusError) -> Document? {
        guard let file = try files.next() else { return nil }
        try Self.checkIsNoPipe(file.path)
        var lines = try LineReader(
            path: file.path, compression: options.compression, maximumLength: options.maximumLineLength)
        var whole = try lines.next()
        while whole != nil, let longer = try lines.extended() { whole = longer }
        statistics.lines += lines.lineNumber
        let text = whole.map { decoder.string($0) } ?? ""
        statistics.count(text, repairs: decoder.repairs)
        let location = Document.Location(file: file.path, line: 1)
        let label = statistics.seen(file.label, at: location) ?? file.label
        return Document(text: text, label: label, location: location)
    }

    /// Refuses what a read would wait for, perhaps for ever: a named pipe, a socket, a device.
    private static func checkIsNoPipe(_ path: String) throws(CorpusError) {
        var information = stat()
        guard stat(path.pathBytes, &information) == 0 else { return }
        let kind = information.st_mode & S_IFMT
        if kind != S_IFREG, kind != S_IFDIR {
            throw .file(FileError(path: path, action: "open", code: FileError.notRegular))
        }
    }
}
