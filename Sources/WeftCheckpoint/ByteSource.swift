import WeftCompression

/// The bytes of a safetensors file, as they are or in seekable zstd frames.
enum ByteSource: Sendable {
    case plain(InputFile, size: Int)
    case seekable(SeekableReader)

    /// Opens a file and looks at its first bytes to see which it is.
    init(path: String) throws(CheckpointError) {
        do throws(CompressionError) {
            self = try Self.open(path)
        } catch {
            throw CheckpointError(error)
        }
    }

    private static func open(_ path: String) throws(CompressionError) -> ByteSource {
        let file: InputFile
        let magic: Compression
        do throws(FileError) {
            file = try InputFile(path)
            guard file.size != nil else { throw FileError(path: path, action: "open", code: FileError.notRegular) }
            magic = try Self.compression(of: file)
        } catch {
            throw .file(error)
        }
        guard magic == .zstd else { return .plain(file, size: file.size ?? 0) }
        return .seekable(try SeekableReader(file))
    }

    private static func compression(of file: InputFile) throws(FileError) -> Compression {
        var bytes = [UInt8](repeating: 0, count: 4)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(FileError) in
                Compression(magic: .init(rebasing: buffer[..<(try file.read(at: 0, into: buffer))]))
            }
        }
        return try result.get()
    }

    /// The number of bytes of content.
    var size: Int {
        switch self {
        case .plain(_, let size): size
        case .seekable(let reader): reader.contentSize
        }
    }

    /// The bytes that reading these ranges costs: those of whole frames where there are any.
    func cost(_ ranges: [Range<Int>]) -> Int {
        switch self {
        case .plain: ranges.reduce(0) { $0 + $1.count }
        case .seekable(let reader): reader.decodedCount(ranges)
        }
    }

    /// Copies pieces of the content, all within it, to their destinations.
    func read(_ pieces: [SeekableReader.Piece], threads: Int) throws(CheckpointError) {
        switch self {
        case .plain(let file, _):
            for piece in pieces {
                let buffer = UnsafeMutableRawBufferPointer(start: piece.destination, count: piece.content.count)
                let count: Int
                do { count = try file.read(at: piece.content.lowerBound, into: buffer) } catch { throw .file(error) }
                guard count == buffer.count else {
                    throw .malformed(
                        path: file.path, offset: piece.content.lowerBound + count,
                        expected: "\(buffer.count - count) more bytes", found: "the end of the file")
                }
            }
        case .seekable(let reader):
            do { try reader.read(pieces, threads: threads) } catch { throw CheckpointError(error) }
        }
    }
}
