/// The first bytes by which a kind of file is known.
struct MagicNumber {
    /// How the file is to be read; nil for a kind that is not read here.
    let compression: Compression?
    /// The kind, and what makes text of it.
    let kind: String
    private let bytes: [ClosedRange<UInt8>]

    private init(_ compression: Compression, _ bytes: ClosedRange<UInt8>...) {
        self.compression = compression
        kind = compression.rawValue
        self.bytes = bytes
    }

    private init(foreign kind: String, _ bytes: [UInt8], _ more: ClosedRange<UInt8>...) {
        compression = nil
        self.kind = kind
        self.bytes = bytes.map { $0...$0 } + more
    }

    /// The kinds that are read, then those that people try. A range behind letters keeps a text that begins with the
    /// same letters from being taken for the kind.
    static let all = [
        MagicNumber(.gzip, 0x1F...0x1F, 0x8B...0x8B),
        MagicNumber(.zstd, 0x28...0x28, 0xB5...0xB5, 0x2F...0x2F, 0xFD...0xFD),
        // A skippable frame.
        MagicNumber(.zstd, 0x50...0x5F, 0x2A...0x2A, 0x4D...0x4D, 0x18...0x18),
        MagicNumber(foreign: "xz data (unpack it first: xz -dc)", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        MagicNumber(foreign: bzip2, Array("BZh".utf8), 0x31...0x39, 0x31...0x31, 0x41...0x41, 0x59...0x59),
        MagicNumber(foreign: bzip2, Array("BZh".utf8), 0x31...0x39, 0x17...0x17, 0x72...0x72, 0x45...0x45),
        MagicNumber(foreign: "lz4 data (unpack it first: lz4 -dc)", [0x04, 0x22, 0x4D, 0x18]),
        MagicNumber(foreign: "a zip archive (unpack it first: unzip -p)", [0x50, 0x4B, 0x03, 0x04]),
        MagicNumber(foreign: "a zip archive without files", [0x50, 0x4B, 0x05, 0x06]),
        MagicNumber(foreign: "a 7z archive (unpack it first: 7z x -so)", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        MagicNumber(foreign: parquet, Array("PAR1".utf8), 0x00...0x08),
        MagicNumber(foreign: parquet, Array("PAR1".utf8), 0x0E...0x1F),
        MagicNumber(foreign: "an Arrow file (write it as CSV or JSON lines first)", Array("ARROW1".utf8), 0x00...0x00),
    ]
    private static let bzip2 = "bzip2 data (unpack it first: bzip2 -dc)"
    private static let parquet = "a Parquet file (write it as CSV or JSON lines first)"

    /// Whether a file that begins with these bytes is of this kind.
    func begins(_ start: UnsafeRawBufferPointer) -> Bool {
        start.count >= bytes.count && zip(bytes, start).allSatisfy { $0.contains($1) }
    }

    /// Whether these bytes, too few to tell, can be the beginning of a magic number.
    static func mayContinue(_ start: UnsafeRawBufferPointer) -> Bool {
        all.contains { magic in
            start.count < magic.bytes.count && zip(magic.bytes, start).allSatisfy { $0.contains($1) }
        }
    }
}
