/// Writes content as zstd frames with the seek table of zstd's seekable format behind them. The bytes depend on the
/// content, the cuts and the level alone, not on the number of threads.
package struct SeekableWriter: Sendable {
    /// How frames are compressed.
    package struct Options: Sendable {
        /// zstd's level, 1 to 19.
        package var level = 1
        /// The number of threads to compress with.
        package var threads = 1

        /// Creates the default options.
        package init() {}
    }

    /// What becomes a frame.
    package struct Cut {
        /// The range of content: at most 1 MiB and not empty.
        package let content: Range<Int>
        /// The share that compression must save; a frame that saves less is stored.
        package let minimumGain: Double

        /// Creates a cut.
        package init(content: Range<Int>, minimumGain: Double) {
            self.content = content
            self.minimumGain = minimumGain
        }
    }

    private let options: Options

    /// Creates a writer.
    package init(options: Options = .init()) { self.options = options }

    /// Compresses the content frame by frame and hands the file's bytes on in their order.
    /// - Parameters:
    ///   - cuts: The frames, in order and without gaps.
    ///   - fill: Puts a range of content into a buffer of its size; called from several threads.
    ///   - write: Takes the next bytes of the file; called on the calling thread.
    /// - Throws: What `write` throws; `CompressionError` of the codec through `failure`.
    package func write<Failure: Error>(
        cuts: [Cut], fill: (Range<Int>, UnsafeMutableRawBufferPointer) -> Void,
        failure: (CompressionError) -> Failure, write: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        var table = SeekTable()
        var start = 0
        // A wave bounds the memory to some frames a thread.
        let waveSize = max(1, options.threads) * 16
        while start < cuts.count {
            let wave = cuts[start..<min(cuts.count, start + waveSize)]
            for (cut, result) in zip(wave, compress(Array(wave), fill: fill)) {
                let frame: [UInt8]
                do { frame = try result.get() } catch { throw failure(error) }
                let checksum = frame.suffix(FrameHeader.checksumSize).reversed().reduce(UInt32(0)) {
                    $0 << 8 | UInt32($1)
                }
                table.append(size: frame.count, contentSize: cut.content.count, checksum: checksum)
                try Self.hand(frame, to: write)
            }
            start += wave.count
        }
        try Self.hand(table.encoded(), to: write)
    }

    /// `withUnsafeBytes` with a typed error.
    private static func hand<Failure: Error>(
        _ bytes: [UInt8], to write: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(Failure) in try write(buffer) }
        }
        try result.get()
    }

    private func compress(
        _ cuts: [Cut], fill: (Range<Int>, UnsafeMutableRawBufferPointer) -> Void
    ) -> [Result<[UInt8], CompressionError>] {
        let workerCount = max(1, min(options.threads, cuts.count))
        return [Result<[UInt8], CompressionError>](unsafeUninitializedCapacity: cuts.count) { frames, count in
            let frames = frames
            frames.initialize(repeating: .success([]))
            Threads.run(workerCount) { worker in
                do throws(CompressionError) {
                    try compress(cuts, from: worker, every: workerCount, fill: fill) { frames[$0] = .success($1) }
                } catch {
                    frames[worker] = .failure(error)
                }
            }
            count = cuts.count
        }
    }

    private func compress(
        _ cuts: [Cut], from first: Int, every step: Int,
        fill: (Range<Int>, UnsafeMutableRawBufferPointer) -> Void, done: (Int, [UInt8]) -> Void
    ) throws(CompressionError) {
        let compressor = try ZstdCompressor(level: options.level)
        let content = UnsafeMutableRawBufferPointer.allocate(byteCount: SeekTable.maximumFrameContent, alignment: 64)
        defer { content.deallocate() }
        for index in stride(from: first, to: cuts.count, by: step) {
            let buffer = UnsafeMutableRawBufferPointer(rebasing: content[..<cuts[index].content.count])
            fill(cuts[index].content, buffer)
            done(index, try compressor.compress(.init(buffer), minimumGain: cuts[index].minimumGain))
        }
    }
}
