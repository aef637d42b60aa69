package import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file, decompressing it, line by line, through a buffer that grows to its longest line and no further.
///
/// Lines end in LF or CR LF. A file that begins without any LF, as old Macs wrote it, has lines that end in CR; in any
/// other a lone CR is a character of its line (see ``LineEnds``). A byte order mark at the start of the file, or of a
/// line, where files were joined, is dropped. What is no UTF-8 text, which other encodings and binary data show by their
/// marks and by NUL bytes, is refused.
package struct LineReader: ~Copyable {
    /// The path as it was given.
    package var path: String { input.path }
    /// The number of the line that was read last, or at which the record that was read last ends; 0 before the first.
    package private(set) var lineNumber = 0
    /// What ends a line; a format that knows better than the reader may settle it before the first line is read.
    var lineEnds = LineEnds.unsettled
    /// Whether byte order marks at the start of lines are dropped; who tells places in a line wants it as it stands. That
    /// at the start of the file says how to read it, and is no part of the text.
    package var dropsMarksOfLines = true

    private var input: DecompressingReader
    private let maximumLength: Int
    private var buffer: UnsafeMutableRawBufferPointer
    /// The bytes read and not yet passed.
    private var filled = 0..<0
    /// The bytes at the front of `filled` in which no line end is, so that none is looked at twice.
    private var searched = 0
    /// The bytes of the last line with its line end, at the front of `filled`.
    private var current = 0
    private var isAtEnd = false

    /// Opens a file, which reads its first bytes.
    /// - Parameters:
    ///   - path: The file; nil stands for the standard input.
    ///   - compression: How it is compressed; nil asks its name, then its first bytes.
    ///   - maximumLength: The longest line in bytes.
    /// - Throws: `CorpusError` when the file cannot be opened or read.
    package init(path: String?, compression: Compression? = nil, maximumLength: Int) throws(CorpusError) {
        do throws(CompressionError) {
            input = try DecompressingReader(path: path, compression: compression)
        } catch {
            throw CorpusError(error)
        }
        self.maximumLength = maximumLength
        buffer = .allocate(byteCount: 256 << 10, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// Reads the next line, without its line end. The bytes stay until the reader moves on.
    /// - Throws: `CorpusError` naming file and line; all lines before the fault have been given then.
    package mutating func next() throws(CorpusError) -> UnsafeRawBufferPointer? {
        filled = filled.lowerBound + current..<filled.upperBound
        current = 0
        searched = 0
        guard try findLineEnd() else { return nil }
        try checkLength()
        return line
    }

    /// Adds the next line to the last one, with the line end between them.
    /// - Returns: Both as one; nil where the file ends.
    mutating func extended() throws(CorpusError) -> UnsafeRawBufferPointer? {
        let before = current
        searched = current
        guard try findLineEnd(), current > before else { return nil }
        try checkLength()
        return line
    }

    /// Looks at the first lines, up to 20 or about 64 KiB, which `next()` will give again.
    mutating func preview() throws(CorpusError) -> UnsafeRawBufferPointer? {
        guard try next() != nil else { return nil }
        while lineNumber < 20, current < 64 << 10 {
            searched = current
            guard try findLineEnd() else { break }
        }
        let lines = line
        lineNumber = 0
        current = 0
        return lines
    }

    /// Whether a whole line is at hand, so that `next()` waits for nobody.
    package var hasLine: Bool {
        lineEnds.end(in: .init(rebasing: buffer[(filled.lowerBound + current)..<filled.upperBound]), isWhole: false)
            != nil
    }

    /// Whether the last line ends in a line end, and not with the file.
    var endsInLineEnd: Bool {
        guard current > 0 else { return false }
        let last = buffer[filled.lowerBound + current - 1]
        return last == UInt8(ascii: "\n") || lineEnds.includesCarriageReturn && last == UInt8(ascii: "\r")
    }

    /// The error of finding something else than expected on the last line.
    func malformed(line: Int? = nil, expected: String, found: String) -> CorpusError {
        .malformed(path: path, line: line ?? lineNumber, expected: expected, found: found)
    }

    private var line: UnsafeRawBufferPointer {
        var start = filled.lowerBound, end = start + current
        if end > start, buffer[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, buffer[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard dropsMarksOfLines else { return UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }
        if end - start >= 3, buffer[start] == 0xEF, buffer[start + 1] == 0xBB, buffer[start + 2] == 0xBF { start += 3 }
        return UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    }

    /// Sets `current` to reach behind the next line end or to the end of the file; false where nothing is left.
    private mutating func findLineEnd() throws(CorpusError) -> Bool {
        if lineNumber == 0, filled.isEmpty { try checkByteOrderMark() }
        let start = searched
        while true {
            let unsearched = UnsafeRawBufferPointer(
                rebasing: buffer[(filled.lowerBound + searched)..<filled.upperBound])
            if let end = lineEnds.end(in: unsearched, isWhole: isAtEnd) {
                if lineEnds == .unsettled { lineEnds = .lineFeed }
                searched += end
                break
            }
            let isEnough = isAtEnd || filled.count >= min(LineEnds.window, maximumLength)
            if lineEnds == .unsettled, isEnough {
                lineEnds = LineEnds(withoutLineFeed: .init(rebasing: buffer[filled]))
                searched = start
                continue
            }
            // A CR at the end may be followed by its LF.
            searched = lineEnds.includesCarriageReturn ? max(start, filled.count - 1) : filled.count
            if isAtEnd {
                searched = filled.count
                break
            }
            try fill()
        }
        guard searched > start else { return false }
        current = searched
        lineNumber += 1
        try checkIsText(start..<searched)
        return true
    }

    private func checkLength() throws(CorpusError) {
        if line.count > maximumLength { throw .tooLong(path: path, line: lineNumber, limit: maximumLength) }
    }

    private func checkIsText(_ range: Range<Int>) throws(CorpusError) {
        let bytes = UnsafeRawBufferPointer(
            rebasing: buffer[filled.lowerBound + range.lowerBound..<filled.lowerBound + range.upperBound])
        guard let base = bytes.baseAddress, memchr(base, 0, bytes.count) != nil else { return }
        throw malformed(
            expected: "text in UTF-8", found: ForeignText.name(ofBytesWithNUL: .init(rebasing: buffer[filled])))
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

    /// Reads as many bytes as a byte order mark has, but none that cannot belong to one, and drops that of UTF-8.
    private mutating func checkByteOrderMark() throws(CorpusError) {
        repeat { try fill() } while !isAtEnd && ForeignText.mayBeMark(.init(rebasing: buffer[filled]))
        let start = UnsafeRawBufferPointer(rebasing: buffer[filled])
        if let mark = ForeignText.mark(start) {
            throw .malformed(path: path, line: 1, expected: "text in UTF-8", found: "a byte order mark of \(mark)")
        }
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { filled = filled.lowerBound + 3..<filled.upperBound }
    }
}
