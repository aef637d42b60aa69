import CZstd

/// Compresses zstd frames of known size, reusing one context. The only door, with `ZstdDecompressor` and
/// `ZstdStream` in this file, to libzstd.
package struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer

    /// Creates a compressor.
    /// - Parameter level: zstd's level, 1 to 19 (higher is smaller and slower).
    package init(level: Int) throws(CompressionError) {
        guard let context = ZSTD_createCCtx() else { throw .codec(path: "zstd", reason: "out of memory") }
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(clamping: level))
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)
        // A window no smaller than the content makes every frame a single segment: see FrameHeader.
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 20)
    }

    deinit { ZSTD_freeCCtx(context) }

    /// Compresses bytes into one frame with a content checksum. The result depends on the bytes, level and minimum gain alone.
    /// - Parameters:
    ///   - content: At most `SeekTable.maximumFrameContent` bytes.
    ///   - minimumGain: The share that compression must save; a frame that saves less is stored, as decoding stored
    ///     bytes costs a copy, and decoding nearly incompressible ones many times that.
    package func compress(
        _ content: UnsafeRawBufferPointer, minimumGain: Double = 0
    ) throws(CompressionError) -> [UInt8] {
        precondition(
            content.count <= SeekTable.maximumFrameContent, "a frame holds at most 1 MiB, not \(content.count)")
        var failure: String?
        let frame = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) { buffer, count in
            let size = ZSTD_compress2(context, buffer.baseAddress, buffer.count, content.baseAddress, content.count)
            if ZSTD_isError(size) != 0 {
                failure = String(cString: ZSTD_getErrorName(size))
            } else {
                count = size
            }
        }
        if let failure { throw .codec(path: "zstd", reason: failure) }
        if minimumGain > 0, Double(frame.count) > Double(content.count) * (1 - minimumGain) {
            return stored(content, checksum: frame.suffix(FrameHeader.checksumSize))
        }
        return frame
    }

    /// The content as a frame of raw blocks (RFC 8878, section 3.1.1.2), with the checksum that libzstd computed.
    private func stored(_ content: UnsafeRawBufferPointer, checksum: ArraySlice<UInt8>) -> [UInt8] {
        let blockSize = 128 << 10
        var frame = FrameHeader.bytes(contentSize: content.count)
        frame.reserveCapacity(content.count + FrameHeader.maximumSize + 3 * (content.count / blockSize + 1) + 4)
        var start = 0
        repeat {
            let count = min(blockSize, content.count - start)
            let isLast = start + count == content.count
            frame += FrameHeader.littleEndian(UInt64(count) << 3 | (isLast ? 1 : 0), count: 3)
            frame.append(contentsOf: content[start..<start + count])
            start += count
        } while start < content.count
        return frame + checksum
    }
}

/// Decompresses whole zstd frames, reusing one context.
package struct ZstdDecompressor: ~Copyable {
    private let context: OpaquePointer

    /// Creates a decompressor.
    package init() throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .codec(path: "zstd", reason: "out of memory") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Decompresses one frame, whose content must fill the destination exactly; checks the content checksum.
    /// - Returns: Nil when all is well, else what was wrong.
    package func decompress(_ frame: UnsafeRawBufferPointer, into content: UnsafeMutableRawBufferPointer) -> String? {
        let size = ZSTD_decompressDCtx(context, content.baseAddress, content.count, frame.baseAddress, frame.count)
        if ZSTD_isError(size) != 0 { return String(cString: ZSTD_getErrorName(size)) }
        return size == content.count ? nil : "\(size) bytes of content"
    }
}

/// Decompresses a stream of zstd frames piece by piece. Takes the largest window that there is (`zstd --ultra --long=31`):
/// of 2 GiB, which is so much memory once the content fills it.
struct ZstdStream: ~Copyable {
    private let context: OpaquePointer
    private var isComplete = false

    init(path: String) throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .codec(path: path, reason: "out of memory") }
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZSTD_dParam_getBounds(ZSTD_d_windowLogMax).upperBound)
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Takes some input and gives some output.
    mutating func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> CodecStep {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = ZSTD_decompressStream(context, &target, &source)
        if ZSTD_isError(result) != 0 {
            return CodecStep(
                consumed: source.pos, produced: target.pos, fault: String(cString: ZSTD_getErrorName(result)))
        }
        if source.pos > 0 || target.pos > 0 { isComplete = result == 0 }
        return CodecStep(consumed: source.pos, produced: target.pos, isComplete: isComplete)
    }
}
