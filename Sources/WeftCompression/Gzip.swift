import CZlib

/// Decompresses a stream of gzip members piece by piece. The only door to zlib.
struct GzipStream: ~Copyable {
    // zlib remembers the address of its state, so that it must not move.
    private let state: UnsafeMutablePointer<z_stream>
    /// Whether the last step ended a member.
    private var isComplete = false

    init(path: String) throws(CompressionError) {
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        // 15 bits of window, and 16 for "gzip headers only".
        let code = inflateInit2_(state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            state.deallocate()
            throw .codec(path: path, reason: "zlib answered \(code)")
        }
    }

    deinit {
        inflateEnd(state)
        state.deallocate()
    }

    /// Takes some input and gives some output.
    mutating func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> CodecStep {
        if isComplete {
            // Tapes and block devices pad with zeros, which gzip passes over too.
            let padding = input.prefix { $0 == 0 }.count
            if padding > 0 || input.isEmpty { return CodecStep(consumed: padding, isComplete: true) }
            guard input.first == 0x1F else { return CodecStep(fault: "data behind the last member") }
            inflateReset(state)
            isComplete = false
        }
        let inputSize = UInt32(clamping: input.count)
        let outputSize = UInt32(clamping: output.count)
        // zlib's headers lack const; it does not write to its input.
        state.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        state.pointee.avail_in = inputSize
        state.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        state.pointee.avail_out = outputSize
        let code = inflate(state, Z_NO_FLUSH)
        let consumed = Int(inputSize - state.pointee.avail_in)
        let produced = Int(outputSize - state.pointee.avail_out)
        switch code {
        case Z_OK, Z_BUF_ERROR: return CodecStep(consumed: consumed, produced: produced, isComplete: isComplete)
        case Z_STREAM_END:
            isComplete = true
            return CodecStep(consumed: consumed, produced: produced, isComplete: isComplete)
        default:
            return CodecStep(
                consumed: consumed, produced: produced,
                fault: state.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(code)")
        }
    }
}
