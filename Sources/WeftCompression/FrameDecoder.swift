import Synchronization

/// Decodes frames of a seekable file one after the other, with buffers that it keeps.
final class FrameDecoder: @unchecked Sendable {  // reached by its borrower alone
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

    /// Decodes a frame, compares it with its entry in the seek table, and copies the wanted pieces of its content. So a
    /// flipped bit is found in the table, in a header, in the blocks or in a checksum.
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
        try check(frame, .init(compressed), path: file.path)
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

    /// Every frame must begin with the header and end with the checksum that its entry implies.
    private func check(
        _ frame: SeekTable.Frame, _ bytes: UnsafeRawBufferPointer, path: String
    ) throws(CompressionError) {
        let header = FrameHeader.bytes(contentSize: frame.contentSize)
        guard bytes.starts(with: header) else {
            throw .corrupt(
                path: path, offset: frame.offset, expected: "the header of a frame of \(frame.contentSize) bytes",
                found: "another header")
        }
        let place = bytes.count - FrameHeader.checksumSize
        let checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        guard checksum == frame.checksum else {
            throw .corrupt(
                path: path, offset: frame.offset + place, expected: "the checksum in the seek table, \(frame.checksum)",
                found: "\(checksum)")
        }
    }
}

/// Decoders that are lent to one thread at a time and kept for the next call: their memory is costly to make.
final class FrameDecoderPool: Sendable {
    private let idle = Mutex<[FrameDecoder]>([])

    /// Calls `body` with a decoder that nobody else has.
    func withDecoder<Result>(
        _ body: (FrameDecoder) throws(CompressionError) -> Result
    ) throws(CompressionError) -> Result {
        let decoder: FrameDecoder
        if let kept = idle.withLock({ $0.popLast() }) { decoder = kept } else { decoder = try FrameDecoder() }
        defer { idle.withLock { $0.append(decoder) } }
        return try body(decoder)
    }
}
