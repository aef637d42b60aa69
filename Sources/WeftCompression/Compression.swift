/// How the bytes of a file are compressed.
public enum Compression: String, CaseIterable, Sendable {
    /// Not compressed.
    case none
    /// Zstandard (RFC 8878): any number of frames, skippable frames among them, with windows of up to 2 GiB.
    case zstd
    /// gzip (RFC 1952): any number of members, and zeros behind them; other data behind them are a fault.
    case gzip

    /// The compression that a file's name promises: `.zst` or `.zstd`, and `.gz`, in any case of letters; nil for other names.
    public init?(name: String) {
        let name = name.lowercased()
        if name.hasSuffix(".zst") || name.hasSuffix(".zstd") {
            self = .zstd
        } else if name.hasSuffix(".gz") {
            self = .gzip
        } else {
            return nil
        }
    }

    /// The compression that the first bytes of a file show; `none` where they are no known magic number.
    public init(magic bytes: UnsafeRawBufferPointer) {
        self = MagicNumber.all.first { $0.begins(bytes) }?.compression ?? .none
    }

    /// The name without the suffix that stands for a compression.
    public static func stripped(name: String) -> String {
        guard Compression(name: name) != nil, let dot = name.lastIndex(of: ".") else { return name }
        return String(name[..<dot])
    }
}
