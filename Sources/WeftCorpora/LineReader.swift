import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file, decompressing it, line by line, through a buffer that grows to its longest line and no further.
/// A byte order mark is dropped; lines end in LF or CRLF.
struct LineReader: ~Copyable {
    /// The path as it was given.
    var path: String { input.path }
    /// The number of the line that was read last, or at which the record that was read last ends; 0 before the first.
    private(set) var lineNumber = 0

    private var input: DecompressingReader
    private let maximumLength: Int
    private var buffer: UnsafeMutableRawBufferPointer
    /// The bytes read and not yet passed.
    private var filled = 0..<0
    /// The bytes at the front of `filled` in which no line break is, so that none is looked at twice.
    private var searched = 0
    /// The bytes of the last line with its line break, at the front of `filled`.
    private var current = 0
    private var isAtEnd = false

    init(path: String?, compression: Compression?, maximumLength: Int) throws(CorpusError) {
        input = try Self.open(path, compression)
        self.maximumLength = maximumLength
        buffer = .allocate(byteCount: 256 << 10, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// Reads the next line, without its line break. The bytes stay until the reader moves on.
    mutating func next() throws(CorpusError) -> UnsafeRawBufferPointer? {
        filled = filled.lowerBound + current..<filled.upperBound
        current = 0
        searched = 0
        guard try findLineBreak() else { return nil }
        return line
    }

    /// Adds the next line to the last one, with the line break between them.
    /// - Returns: Both as one; nil where the file ends.
    mutating func extended() throws(CorpusError) -> UnsafeRawBufferPointer? {
        let before = current
        searched = current
        guard try findLineBreak(), current > before else { return nil }
        return line
    }

    /// Looks at the next line, which `next()` will give again.
    mutating func peek() throws(CorpusError) -> UnsafeRawBufferPointer? {
        let line = try next()
        if line != nil { lineNumber -= 1 }
        current = 0
        return line
    }

    /// Whether the last line ends in a line break, and not with the file.
    var endsInLineBreak: Bool { current > 0 && buffer[filled.lowerBound + current - 1] == UInt8(ascii: "\n") }

    /// The error of finding something else than expected on the last line.
    func malformed(line: Int? = nil, expected: String, found: String) -> CorpusError {
        .malformed(path: path, line: line ?? lineNumber, expected: expected, found: found)
    }

    private var line: UnsafeRawBufferPointer {
        var end = filled.lowerBound + current
        if end > filled.lowerBound, buffer[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > filled.lowerBound, buffer[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: buffer[filled.lowerBound..<end])
    }

    /// Sets `current` to reach behind the next line break or to the end of the file; false where nothing is left.
    private mutating func findLineBreak() throws(CorpusError) -> Bool {
        if lineNumber == 0, filled.isEmpty { try dropByteOrderMark() }
        let start = searched
        while true {
            let unsearched = buffer[(filled.lowerBound + searched)..<filled.upperBound]
            if let base = UnsafeRawBufferPointer(rebasing: unsearched).baseAddress, !unsearched.isEmpty,
                let found = memchr(base, Int32(UInt8(ascii: "\n")), unsearched.count)
            {
                searched += UnsafeRawPointer(found) - base + 1
                break
            }
            searched = filled.count
            if isAtEnd { break }
            try fill()
        }
        guard searched > start else { return false }
        current = searched
        lineNumber += 1
        try check(start..<searched)
        return true
    }

    private static func open(
        _ path: String?, _ compression: Compression?
    ) throws(CorpusError) -> DecompressingReader {
        do throws(CompressionError) {
            return try DecompressingReader(path: path, compression: compression)
        } catch {
            throw CorpusError(error)
        }
    }

    private func check(_ range: Range<Int>) throws(CorpusError) {
        if line.count > maximumLength {
            throw .tooLong(path: path, line: lineNumber, limit: maximumLength)
        }
        let bytes = UnsafeRawBufferPointer(
            rebasing: buffer[filled.lowerBound + range.lowerBound..<filled.lowerBound + range.upperBound])
        guard let base = bytes.baseAddress, memchr(base, 0, bytes.count) != nil else { return }
        throw malformed(expected: "text in UTF-8", found: "a NUL byte (binary data)")
    }

    /// Reads more behind what is there, moving it to the front or growing the buffer where there is no room.
    private mutating func fill() throws(CorpusError) {
        if filled.upperBound == buffer.count {
            if filled.count > maximumLength + 2 {
                throw .tooLong(path: path, line: lineNumber + 1, limit: maximumLength)
            }
            // A buffer at least half empty is not grown: the bytes move at most once for each byte read.
            let isTight = filled.count > buffer.count / 2
            let target =
                isTight ? UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 64) : buffer
            if let base = target.baseAddress, let source = buffer.baseAddress {
                memmove(base, source + filled.lowerBound, filled.count)
            }
            if isTight { buffer.deallocate() }
            buffer = target
            filled = 0..<filled.count
        }
        let count: Int
        do throws(CompressionError) {
            count = try input.read(into: .init(rebasing: buffer[filled.upperBound...]))
        } catch {
            throw CorpusError(error)
        }
        isAtEnd = count == 0
        filled = filled.lowerBound..<filled.upperBound + count
    }

    private mutating func dropByteOrderMark() throws(CorpusError) {
        while filled.count < 3, !isAtEnd { try fill() }
        let start = buffer[filled].prefix(3)
        if start.elementsEqual([0xEF, 0xBB, 0xBF]) { filled = filled.lowerBound + 3..<filled.upperBound }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw .malformed(path: path, line: 1, expected: "text in UTF-8", found: "a byte order mark of UTF-16")
        }
    }
}
