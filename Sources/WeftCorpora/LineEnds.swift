#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What ends the lines of a file.
///
/// A lone CR is rarely meant as a line end in a file that has line feeds, and always in one that has none. So the
/// beginning of a file decides, up to 1 MiB of it: with an LF anywhere in it, lines end in LF or CR LF, and a lone CR is a
/// character like a space; with CRs alone, lines end in CR, CR LF or LF. How the bytes arrive changes nothing.
enum LineEnds: Equatable {
    /// Not known yet: no LF has been seen.
    case unsettled
    /// LF, and CR LF.
    case lineFeed
    /// LF, CR LF and CR. Looking first for what is frequent saves looking through all that is read at each line.
    case any(carriageReturnsFirst: Bool)

    /// How much of a file without an LF is read before it is settled.
    static let window = 1 << 20

    /// Settles on what ends the lines of a file that begins with these bytes, among which is no LF.
    init(withoutLineFeed bytes: UnsafeRawBufferPointer) {
        self = bytes.contains(UInt8(ascii: "\r")) ? .any(carriageReturnsFirst: true) : .lineFeed
    }

    /// Whether a lone CR ends a line.
    var includesCarriageReturn: Bool { if case .any = self { true } else { false } }

    /// The offset behind the first line end.
    /// - Parameter isWhole: Whether the file ends with the bytes; a CR before more bytes may be one of CR LF.
    func end(in bytes: UnsafeRawBufferPointer, isWhole: Bool) -> Int? {
        guard case .any(let carriageReturnsFirst) = self else { return Self.index(of: "\n", in: bytes).map { $0 + 1 } }
        let order: (Unicode.Scalar, Unicode.Scalar) = carriageReturnsFirst ? ("\r", "\n") : ("\n", "\r")
        let later = Self.index(of: order.0, in: bytes)
        let before = UnsafeRawBufferPointer(rebasing: bytes.prefix(later ?? bytes.count))
        guard let found = Self.index(of: order.1, in: before) ?? later else { return nil }
        guard bytes[found] == UInt8(ascii: "\r") else { return found + 1 }
        guard found + 1 < bytes.count else { return isWhole ? found + 1 : nil }
        return found + (bytes[found + 1] == UInt8(ascii: "\n") ? 2 : 1)
    }

    private static func index(of scalar: Unicode.Scalar, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let found = memchr(base, Int32(scalar.value), bytes.count) else {
            return nil
        }
        return UnsafeRawPointer(found) - base
    }
}
