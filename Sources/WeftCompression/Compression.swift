/// How the bytes of a file are compressed.
public enum Compression: String, CaseIterable, Sendable {
    /// Not compressed.
    case none
    /// Zstandard (RFC 8878): any number of frames, skippable frames among them.
    case zstd
    /// gzip (RFC 1952): any number of members.
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
        self = .none
        if bytes.count >= 4 {
            let magic = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
            if magic == FrameHeader.magic || magic & 0xFFFF_FFF0 == 0x184D_2A50 { self = .zstd }
        }
        if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B { self = .gzip }
    }

    /// The name without the suffix that stands for a compression.
    public static func stripped(name: String) -> String {
        guard Compression(name: name) != nil, let dot = name.lastIndex(of: ".") else { return name }
        return String(name[..<dot])
    }
}
