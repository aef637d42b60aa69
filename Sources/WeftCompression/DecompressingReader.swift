/// Reads a file, or the standard input, from its beginning to its end, decompressing on the way. Memory is bounded
/// by a buffer of 128 KiB and the codec's window (32 KiB of gzip, at most 2 GiB of zstd), whatever the size of the file.
///
/// What comes before a fault is given before the fault is thrown.
public struct DecompressingReader: ~Copyable {
    /// How the file is compressed.
    public let compression: Compression
    /// The path as it was given; `standard input` for the standard input.
    public var path: String { input.path }

    private var input: BufferedInput
    private var codec: Codec
    private var fault: String?

    /// Opens a file.
    /// - Parameters:
    ///   - path: The file; nil stands for the standard input.
    ///   - compression: How it is compressed; nil asks its name, and where that says nothing, its first bytes.
    /// - Throws: `CompressionError.file` when the file cannot be opened or read, `CompressionError.unsupported` when its
    ///   first bytes show a kind that is not read.
    public init(path: String?, compression: Compression? = nil) throws(CompressionError) {
        let input = try BufferedInput(path)
        let promised = compression ?? path.flatMap { Compression(name: $0) }
        let magic = promised == nil ? MagicNumber.all.first { $0.begins(input.unread) } : nil
        if let magic, magic.compression == nil { throw .unsupported(path: input.path, found: magic.kind) }
        let compression = promised ?? magic?.compression ?? .none
        codec = try Codec(compression, path: input.path)
        self.compression = compression
        self.input = input
    }

    /// Reads some bytes of content.
    /// - Parameter output: Where to put them; not empty.
    /// - Returns: The number of bytes, at least 1; 0 only at the end.
    /// - Throws: `CompressionError` naming the offset in the compressed file where it is cut off or broken.
    public mutating func read(into output: UnsafeMutableRawBufferPointer) throws(CompressionError) -> Int {
        if compression == .none { return try input.read(into: output) }
        while true {
            if let fault { throw corrupt(fault) }
            if input.unread.isEmpty, !input.isAtEnd { try input.refill() }
            let step = codec.step(input.unread, into: output)
            input.skip(step.consumed)
            fault = step.fault
            if step.produced > 0 { return step.produced }
            if fault == nil, input.unread.isEmpty, input.isAtEnd {
                if step.isComplete { return 0 }
                throw .truncated(path: path, offset: input.offset, expected: "more of a \(compression.rawValue) stream")
            }
            if step.consumed == 0, !input.unread.isEmpty, fault == nil { fault = "a stream that does not advance" }
        }
    }

    private func corrupt(_ fault: String) -> CompressionError {
        .corrupt(
            path: path, offset: input.offset, expected: "a whole \(compression.rawValue) stream",
            found: "an error (\(fault))")
    }
}

/// What a codec did in one step.
struct CodecStep {
    /// The bytes of input taken.
    var consumed = 0
    /// The bytes of output given.
    var produced = 0
    /// Whether the stream may end here: after a whole frame or member.
    var isComplete = false
    /// What was wrong, if anything.
    var fault: String?
}

/// The stream of one of the codecs.
private struct Codec: ~Copyable {
    private var zstd: ZstdStream?
    private var gzip: GzipStream?

    init(_ compression: Compression, path: String) throws(CompressionError) {
        zstd = compression == .zstd ? try ZstdStream(path: path) : nil
        gzip = compression == .gzip ? try GzipStream(path: path) : nil
    }

    mutating func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> CodecStep {
        if let step = zstd?.step(input, into: output) { return step }
        if let step = gzip?.step(input, into: output) { return step }
        return CodecStep()
    }
}
