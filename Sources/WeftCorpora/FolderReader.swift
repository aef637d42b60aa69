import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Walks over a folder with a folder a class and a file a document, all in the order of their names' bytes. Hidden
/// entries and files beside the classes' folders are passed over.
struct FolderReader {
    /// A file and the class that its folder names.
    struct File {
        let path: String
        let label: String
    }

    private let path: String
    private var classes: ArraySlice<String>
    private var label = ""
    private var files: ArraySlice<String> = []

    init(path: String) throws(CorpusError) {
        self.path = path
        classes = try Self.names(in: path).filter { Self.isFolder("\(path)/\($0)") }[...]
        guard !classes.isEmpty else {
            throw .malformed(path: path, line: nil, expected: "a folder for every class", found: "no folder")
        }
    }

    /// The next file; nil behind the last.
    mutating func next() throws(CorpusError) -> File? {
        while files.isEmpty {
            guard let next = classes.popFirst() else { return nil }
            label = next
            files = try Self.names(in: "\(path)/\(next)")[...]
        }
        return files.popFirst().map { File(path: "\(path)/\(label)/\($0)", label: label) }
    }

    /// Whether there is a folder at the path.
    static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(in path: String) throws(CorpusError) -> [String] {
        guard let folder = opendir(path) else {
            throw .file(FileError(path: path, action: "open", code: errno))
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                    String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
