import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Walks over a folder with a folder a class and a file a document, all in the order of their names' bytes. Hidden
/// entries and files beside the classes' folders are passed over.
package struct FolderReader {
    /// A file and the class that its folder names.
    struct File {
        let path: String
        let label: String
    }

    private let path: String
    private var classes: ArraySlice<(name: String, label: String)>
    private var current = (name: "", label: "")
    private var files: ArraySlice<String> = []

    init(path: String) throws(CorpusError) {
        self.path = path
        let names = try Self.names(in: path).filter { Self.isFolder("\(path)/\($0)") }
        guard !names.isEmpty else {
            throw .malformed(path: path, line: nil, expected: "a folder for every class", found: "no folder")
        }
        classes = Self.labelled(names)[...]
    }

    /// The next file; nil behind the last.
    mutating func next() throws(CorpusError) -> File? {
        while files.isEmpty {
            guard let next = classes.popFirst() else { return nil }
            current = next
            files = try Self.names(in: "\(path)/\(next.name)")[...]
        }
        return files.popFirst().map { File(path: "\(path)/\(current.name)/\($0)", label: current.label) }
    }

    /// Whether there is a folder at the path.
    static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path.pathBytes, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Labels are text: a folder's name that is not UTF-8 becomes one with `\xE9` for such a byte, and with more
    /// backslashes where another folder is called so.
    private static func labelled(_ names: [String]) -> [(name: String, label: String)] {
        var taken = Set(names)
        return names.map { name in
            guard name != name.argumentText else { return (name, name) }
            var label = name.singleLine
            while !taken.insert(label).inserted { label = label.replacing("\\x", with: "\\\\x") }
            return (name, label)
        }
    }

    /// The names in a folder, in the order of their bytes, less those that begin with a dot.
    package static func names(in path: String) throws(CorpusError) -> [String] {
        guard let folder = opendir(path.pathBytes) else {
            throw .file(FileError(path: path, action: "open", code: errno))
        }
        defer { closedir(folder) }
        var names: [[UInt8]] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                Array(
                    UnsafeRawBufferPointer(start: $0, count: MemoryLayout.size(ofValue: $0.pointee)).prefix { $0 != 0 })
            }
            if name.first != UInt8(ascii: ".") { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }.map { String(pathBytes: $0) }
    }
}
