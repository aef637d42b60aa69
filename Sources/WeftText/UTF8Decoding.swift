/// What stands for an ill-formed sequence while decoding: no code point.
let illFormed: UInt32 = .max

/// Decodes the code point that starts at `index`, whose byte is not ASCII.
///
/// Ill-formed input is cut as Unicode recommends (maximal subparts, as ICU does): each cut is one U+FFFD.
/// - Returns: The code point, or `illFormed`, and the number of bytes taken (1 to 4, never beyond `count`).
@inline(__always)
func decodeMultibyte(
    _ bytes: UnsafePointer<UInt8>, _ index: Int, _ count: Int
) -> (scalar: UInt32, length: Int) {
    let lead = UInt32(bytes[index])
    if lead >= 0xE0 && lead < 0xF0 {
        guard index + 1 < count else { return (illFormed, 1) }
        let second = UInt32(bytes[index + 1])
        let low: UInt32 = lead == 0xE0 ? 0xA0 : 0x80
        let high: UInt32 = lead == 0xED ? 0x9F : 0xBF
        guard second >= low && second <= high else { return (illFormed, 1) }
        guard index + 2 < count else { return (illFormed, 2) }
        let third = UInt32(bytes[index + 2])
        guard third & 0xC0 == 0x80 else { return (illFormed, 2) }
        return ((lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F, 3)
    }
    if lead >= 0xC2 && lead < 0xE0 {
        guard index + 1 < count else { return (illFormed, 1) }
        let second = UInt32(bytes[index + 1])
        guard second & 0xC0 == 0x80 else { return (illFormed, 1) }
        return ((lead & 0x1F) << 6 | second & 0x3F, 2)
    }
    return decodeFourBytes(bytes, index, count)
}

/// The four-byte case of `decodeMultibyte`, and every byte that starts nothing.
private func decodeFourBytes(
    _ bytes: UnsafePointer<UInt8>, _ index: Int, _ count: Int
) -> (scalar: UInt32, length: Int) {
    let lead = UInt32(bytes[index])
    guard lead >= 0xF0 && lead <= 0xF4, index + 1 < count else { return (illFormed, 1) }
    let second = UInt32(bytes[index + 1])
    let low: UInt32 = lead == 0xF0 ? 0x90 : 0x80
    let high: UInt32 = lead == 0xF4 ? 0x8F : 0xBF
    guard second >= low && second <= high else { return (illFormed, 1) }
    guard index + 2 < count else { return (illFormed, 2) }
    let third = UInt32(bytes[index + 2])
    guard third & 0xC0 == 0x80 else { return (illFormed, 2) }
    guard index + 3 < count else { return (illFormed, 3) }
    let fourth = UInt32(bytes[index + 3])
    guard fourth & 0xC0 == 0x80 else { return (illFormed, 3) }
    return ((lead & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F, 4)
}

/// Decodes the code point that starts at `index`, ASCII or not.
@inline(__always)
func decodeScalar(_ bytes: UnsafePointer<UInt8>, _ index: Int, _ count: Int) -> (scalar: UInt32, length: Int) {
    let lead = bytes[index]
    return lead < 0x80 ? (UInt32(lead), 1) : decodeMultibyte(bytes, index, count)
}

/// Appends the UTF-8 bytes of a code point.
func appendUTF8(_ scalar: UInt32, to bytes: inout [UInt8]) {
    switch scalar {
    case 0..<0x80:
        bytes.append(UInt8(scalar))
    case 0x80..<0x800:
        bytes.append(UInt8(0xC0 | scalar >> 6))
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
        bytes.append(UInt8(0xE0 | scalar >> 12))
        bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    default:
        bytes.append(UInt8(0xF0 | scalar >> 18))
        bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
        bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
}

/// Appends UTF-8 as UTF-16, with U+FFFD for each ill-formed sequence.
///
/// - Returns: The number of ill-formed sequences.
@discardableResult
func appendUTF16(of text: UnsafeBufferPointer<UInt8>, to units: inout [UInt16]) -> Int {
    guard let bytes = text.baseAddress else { return 0 }
    var repaired = 0
    var index = 0
    units.reserveCapacity(units.count + text.count)
    while index < text.count {
        var (scalar, length) = decodeScalar(bytes, index, text.count)
        if scalar == illFormed {
            repaired += 1
            scalar = 0xFFFD
        }
        appendUTF16(scalar, to: &units)
        index += length
    }
    return repaired
}

/// Appends the UTF-16 units of a code point.
func appendUTF16(_ scalar: UInt32, to units: inout [UInt16]) {
    if scalar < 0x10000 {
        units.append(UInt16(scalar))
    } else {
        units.append(UInt16(0xD800 + (scalar - 0x10000) >> 10))
        units.append(UInt16(0xDC00 + (scalar & 0x3FF)))
    }
}

/// The code point of UTF-16 at `index`, which moves behind it; a lone surrogate stands for itself.
func nextScalar(of units: [UInt16], _ index: inout Int) -> UInt32 {
    let unit = UInt32(units[index])
    index += 1
    guard unit & 0xFC00 == 0xD800, index < units.count, units[index] & 0xFC00 == 0xDC00 else { return unit }
    index += 1
    return 0x10000 + (unit & 0x3FF) << 10 + UInt32(units[index - 1] & 0x3FF)
}

/// Appends well-formed UTF-16 as UTF-8; a lone surrogate becomes U+FFFD.
func appendUTF8(of units: [UInt16], to bytes: inout [UInt8]) {
    var index = 0
    while index < units.count {
        let scalar = nextScalar(of: units, &index)
        appendUTF8(scalar & 0xFFFF_F800 == 0xD800 ? 0xFFFD : scalar, to: &bytes)
    }
}
