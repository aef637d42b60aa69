/// The seek table of zstd's seekable format, version 0.1.0: a skippable frame at the end of the file that lists the
/// compressed size, content size and checksum of every frame.
package struct SeekTable: Sendable {
    /// One frame's place in the file and in the content.
    package struct Frame: Sendable, Equatable {
        package let offset: Int
        package let size: Int
        package let contentOffset: Int
        package let contentSize: Int
        /// The low half of the content's XXH64; the frame ends in the same four bytes.
        package let checksum: UInt32
    }

    /// The most content that a frame may hold: 1 MiB. A reader allocates no more than that on a file's word.
    package static let maximumFrameContent = 1 << 20

    /// The frames in the order of the file, without gaps.
    package internal(set) var frames: [Frame] = []

    /// The size of the whole content in bytes.
    package var contentSize: Int { frames.last.map { $0.contentOffset + $0.contentSize } ?? 0 }

    /// Where the frames end and the table begins.
    var framesEnd: Int { frames.last.map { $0.offset + $0.size } ?? 0 }

    static let skippableMagic: UInt32 = 0x184D_2A5E
    static let seekableMagic: UInt32 = 0x8F92_EAB1
    static let entrySize = 12
    static let footerSize = 9
    static let skippableHeaderSize = 8
    /// Bit 7: every entry carries a checksum; the others are reserved.
    static let descriptor: UInt8 = 0x80

    /// Creates an empty table.
    package init() {}

    /// Adds the next frame.
    package mutating func append(size: Int, contentSize: Int, checksum: UInt32) {
        frames.append(
            Frame(
                offset: framesEnd, size: size, contentOffset: self.contentSize, contentSize: contentSize,
                checksum: checksum))
    }

    /// The table as the skippable frame that ends the file.
    package func encoded() -> [UInt8] {
        let payload = frames.count * Self.entrySize + Self.footerSize
        var bytes = FrameHeader.littleEndian(UInt64(Self.skippableMagic), count: 4)
        bytes.reserveCapacity(payload + Self.skippableHeaderSize)
        bytes += FrameHeader.littleEndian(UInt64(payload), count: 4)
        for frame in frames {
            bytes += FrameHeader.littleEndian(UInt64(frame.size), count: 4)
            bytes += FrameHeader.littleEndian(UInt64(frame.contentSize), count: 4)
            bytes += FrameHeader.littleEndian(UInt64(frame.checksum), count: 4)
        }
        bytes += FrameHeader.littleEndian(UInt64(frames.count), count: 4)
        bytes.append(Self.descriptor)
        return bytes + FrameHeader.littleEndian(UInt64(Self.seekableMagic), count: 4)
    }
}
