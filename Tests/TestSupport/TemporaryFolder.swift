#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of its own for one test, removed with all that is in it when the value ends.
public final class TemporaryFolder {
    /// The folder's path.
    public let path: String

    /// Creates the folder.
    public init() {
        var template = Array("/tmp/weft-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/no/temporary/folder"
    }

    deinit { TemporaryFolder.remove(path) }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names in the folder, sorted; hidden ones too.
    public var names: [String] { TemporaryFolder.names(in: path) }

    /// Makes a folder in the folder.
    public func makeFolder(_ name: String) { mkdir(file(name), 0o755) }

    /// Writes a file.
    public func write(_ bytes: [UInt8], to name: String) {
        guard let stream = fopen(file(name), "w") else { return }
        fwrite(bytes, 1, bytes.count, stream)
        fclose(stream)
    }

    /// Writes a text file and gives its path.
    @discardableResult
    public func write(_ text: String, to name: String) -> String {
        write(Array(text.utf8), to: name)
        return file(name)
    }

    /// Reads a file whole; nothing where there is none.
    public func read(_ name: String) -> [UInt8] {
        guard let stream = fopen(file(name), "r") else { return [] }
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(stream))
        rewind(stream)
        fread(&bytes, 1, bytes.count, stream)
        return bytes
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        chmod(path, 0o700)
        for name in names(in: path) where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
