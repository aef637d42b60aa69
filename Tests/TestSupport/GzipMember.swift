/// A gzip member (RFC 1952) that stores its content, so that tests need no compressor.
public enum GzipMember {
    /// The member's bytes; the content must be below 64 KiB.
    public static func stored(_ content: [UInt8]) -> [UInt8] {
        let count = UInt16(content.count)
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
        for number in [count, ~count] { bytes += [UInt8(number & 0xFF), UInt8(number >> 8)] }
        bytes += content
        for number in [checksum(content), UInt32(content.count)] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
        }
        return bytes
    }

    /// CRC-32 of ISO 3309, bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
