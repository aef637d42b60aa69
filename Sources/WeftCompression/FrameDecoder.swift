/// Decodes frames of a seekable file one after the other, with buffers that it keeps.
struct FrameDecoder: ~Copyable {
    private let decompressor: ZstdDecompressor
    private let frameBuffer: UnsafeMutableRawBufferPointer
    private let contentBuffer: UnsafeMutableRawBufferPointer

    init() throws(CompressionError) {
        decompressor = try ZstdDecompressor()
        // Pages of these that no frame needs are never touched.
        let largestFrame = SeekTable.maximumFrameContent + SeekTable.maximumFrameContent / 128 + 1024
        frameBuffer = .allocate(byteCount: largestFrame, alignment: 64)
        contentBuffer = .allocate(byteCount: SeekTable.maximumFrameContent, alignment: 64)
    }

    deinit {
        frameBuffer.deallocate()
        contentBuffer.deallocate()
    }

    /// Decodes a frame, checks its content checksum, and copies the wanted pieces of its content.
    func decode(
        _ frame: SeekTable.Frame, of file: InputFile, pieces: [SeekableReader.Piece]
    ) throws(CompressionError) {
        guard frame.size <= frameBuffer.count else {
            throw .corrupt(
                path: file.path, offset: frame.offset, expected: "a frame of at most \(frameBuffer.count) bytes",
                found: "\(frame.size) bytes")
        }
        let compressed = UnsafeMutableRawBufferPointer(rebasing: frameBuffer[..<frame.size])
        let count: Int
        do { count = try file.read(at: frame.offset, into: compressed) } catch { throw .file(error) }
        guard count == frame.size else {
            throw .truncated(path: file.path, offset: frame.offset + count, expected: "a frame of \(frame.size) bytes")
        }
        // A frame wanted whole is decoded where it belongs, without a copy.
        let isWhole = pieces.count == 1 && pieces[0].content.count == frame.contentSize
        let content = UnsafeMutableRawBufferPointer(
            start: isWhole ? pieces[0].destination : contentBuffer.baseAddress, count: frame.contentSize)
        if let fault = decompressor.decompress(.init(compressed), into: content) {
            throw .corrupt(
                path: file.path, offset: frame.offset,
                expected: "a frame of \(frame.contentSize) bytes with the checksum \(frame.checksum)",
                found: "an error (\(fault))")
        }
        if isWhole { return }
        for piece in pieces {
            let start = piece.content.lowerBound - frame.contentOffset
            UnsafeMutableRawBufferPointer(start: piece.destination, count: piece.content.count)
                .copyMemory(from: .init(rebasing: contentBuffer[start..<start + piece.content.count]))
        }
    }
}
