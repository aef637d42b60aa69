/// The header of a zstd frame as Weft writes and expects it: content size given, single segment, content checksum,
/// no dictionary (RFC 8878, section 3.1.1.1). Every bit of it follows from the content size, so a reader can compare
/// it whole, and a flipped bit that a decoder would ignore is found.
enum FrameHeader {
    static let magic: UInt32 = 0xFD2F_B528
    /// The largest header: magic, descriptor, four bytes of content size.
    static let maximumSize = 9
    /// What a frame carries behind its blocks: the low half of the content's XXH64.
    static let checksumSize = 4

    /// The header of a frame of `contentSize` bytes, which must be below 4 GiB.
    static func bytes(contentSize: Int) -> [UInt8] {
        precondition(contentSize >= 0 && contentSize < 0xFFFF_FFFF, "content size \(contentSize) outside 0..<2^32-1")
        var header = littleEndian(UInt64(magic), count: 4)
        // Bit 5: single segment; bit 2: checksum; bits 7 and 6: width of the content size.
        if contentSize < 256 {
            header += [0x24, UInt8(contentSize)]
        } else if contentSize < 65536 + 256 {
            header += [0x64] + littleEndian(UInt64(contentSize - 256), count: 2)
        } else {
            header += [0xA4] + littleEndian(UInt64(contentSize), count: 4)
        }
        return header
    }

    /// The number of ``bytes(contentSize:)``, without making them.
    static func size(contentSize: Int) -> Int { contentSize < 256 ? 6 : contentSize < 65536 + 256 ? 7 : 9 }

    /// The low `count` bytes of a number, least significant first.
    static func littleEndian(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
