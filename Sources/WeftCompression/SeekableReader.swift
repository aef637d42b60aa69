/// Reads any part of a file in zstd's seekable format, decoding only the frames that hold it. Several threads may
/// read at once: reads are positioned, and every thread of a call borrows a decoder.
package struct SeekableReader: Sendable {
    /// A wanted piece of the content, and where it goes.
    package struct Piece {
        /// The bytes of content that are wanted.
        package let content: Range<Int>
        /// Where they go.
        package let destination: UnsafeMutableRawPointer

        /// Creates a piece.
        package init(content: Range<Int>, destination: UnsafeMutableRawPointer) {
            self.content = content
            self.destination = destination
        }
    }

    private let file: InputFile
    private let table: SeekTable
    private let decoders = FrameDecoderPool()

    /// The size of the whole content in bytes.
    package var contentSize: Int { table.contentSize }
    /// The number of frames.
    package var frameCount: Int { table.frames.count }

    /// Reads the seek table.
    package init(_ file: InputFile) throws(CompressionError) {
        table = try SeekTable(reading: file)
        self.file = file
    }

    /// Copies pieces of the content to their destinations, which must not overlap.
    /// - Parameters:
    ///   - pieces: What is wanted, within the content, in any order; each frame is decoded once.
    ///   - threads: The number of threads to decode with.
    /// - Throws: `CompressionError.corrupt` for the first frame in the file whose content is not what its checksum says.
    package func read(_ pieces: [Piece], threads: Int = 1) throws(CompressionError) {
        let parts = self.parts(of: pieces)
        let workerCount = max(1, min(threads, parts.count))
        // Each worker writes its own slot, and reads the rest only.
        let faults = UnsafeMutableBufferPointer<Fault?>.allocate(capacity: workerCount)
        faults.initialize(repeating: nil)
        defer {
            faults.deinitialize()
            faults.deallocate()
        }
        Threads.run(workerCount) { worker in
            faults[worker] = decode(parts, from: worker, every: workerCount)
        }
        if let fault = faults.compactMap({ $0 }).min(by: { $0.frame < $1.frame }) { throw fault.error }
    }

    /// The bytes of content that reading these ranges decodes: the whole frames that hold them, each once.
    package func decodedCount(_ ranges: [Range<Int>]) -> Int {
        var frames: Set<Int> = []
        for range in ranges where !range.isEmpty {
            frames.formUnion(frame(holding: range.lowerBound)...frame(holding: range.upperBound - 1))
        }
        return frames.reduce(0) { $0 + table.frames[$1].contentSize }
    }

    private struct Fault {
        let frame: Int
        let error: CompressionError
    }

    /// The pieces of content wanted from one frame.
    private struct Part {
        let frame: Int
        var pieces: [Piece]
    }

    private func decode(
        _ parts: [Part], from first: Int, every stride: Int
    ) -> Fault? {
        var frame = 0
        do throws(CompressionError) {
            try decoders.withDecoder { (decoder) throws(CompressionError) in
                for index in Swift.stride(from: first, to: parts.count, by: stride) {
                    frame = parts[index].frame
                    try decoder.decode(table.frames[frame], of: file, pieces: parts[index].pieces)
                }
            }
            return nil
        } catch { return Fault(frame: frame, error: error) }
    }

    /// Cuts pieces at the frames' edges and gathers them by frame.
    private func parts(of pieces: [Piece]) -> [Part] {
        var cut: [(frame: Int, piece: Piece)] = []
        cut.reserveCapacity(pieces.count)
        for piece in pieces where !piece.content.isEmpty {
            precondition(
                piece.content.lowerBound >= 0 && piece.content.upperBound <= contentSize,
                "piece \(piece.content) outside the content 0..<\(contentSize)")
            var position = piece.content.lowerBound
            var frame = self.frame(holding: position)
            while position < piece.content.upperBound {
                let end = min(
                    piece.content.upperBound, table.frames[frame].contentOffset + table.frames[frame].contentSize)
                let destination = piece.destination + position - piece.content.lowerBound
                cut.append((frame, Piece(content: position..<end, destination: destination)))
                position = end
                frame += 1
            }
        }
        cut.sort { $0.frame < $1.frame }
        var parts: [Part] = []
        for (frame, piece) in cut {
            if parts.last?.frame == frame {
                parts[parts.count - 1].pieces.append(piece)
            } else {
                parts.append(Part(frame: frame, pieces: [piece]))
            }
        }
        return parts
    }

    /// The last frame that begins at or before a position, by binary search.
    private func frame(holding position: Int) -> Int {
        var low = 0
        var high = table.frames.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if table.frames[middle].contentOffset <= position { low = middle } else { high = middle }
        }
        return low
    }
}
