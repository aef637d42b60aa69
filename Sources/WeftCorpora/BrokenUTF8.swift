/// Finds what is no UTF-8 in bytes that should be.
package enum BrokenUTF8 {
    /// The number of sequences that decoding replaces by U+FFFD, each as long as it can be (Unicode 16, section 3.9.6).
    /// Linear in time; ASCII is passed eight bytes at a time.
    package static func count(in bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var index = 0
        while index < bytes.count {
            if index + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
            } else if bytes[index] < 0x80 {
                index += 1
            } else {
                let (length, isWhole) = sequence(at: index, of: bytes)
                if !isWhole { count += 1 }
                index += length
            }
        }
        return count
    }

    /// The bytes that belong together from one on that is not ASCII, and whether they are a code point.
    private static func sequence(at index: Int, of bytes: UnsafeRawBufferPointer) -> (length: Int, isWhole: Bool) {
        let following: Int
        var allowed: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[index] {
        case 0xC2...0xDF: following = 1
        case 0xE0: (following, allowed) = (2, 0xA0...0xBF)
        case 0xED: (following, allowed) = (2, 0x80...0x9F)
        case 0xE1...0xEF: following = 2
        case 0xF0: (following, allowed) = (3, 0x90...0xBF)
        case 0xF1...0xF3: following = 3
        case 0xF4: (following, allowed) = (3, 0x80...0x8F)
        default: return (1, false)
        }
        var length = 1
        while length <= following, index + length < bytes.count, allowed.contains(bytes[index + length]) {
            length += 1
            allowed = 0x80...0xBF
        }
        return (length, length > following)
    }
}
