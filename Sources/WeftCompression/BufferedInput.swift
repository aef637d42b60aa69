/// A file read through a buffer, which knows the offset of its next byte and lets the first ones be looked at.
struct BufferedInput: ~Copyable {
    private let file: InputFile
    private let buffer: UnsafeMutableRawBufferPointer
    private var range: Range<Int>
    private var bufferOffset = 0
    /// Whether the file has no more bytes than those in the buffer.
    private(set) var isAtEnd = false

    /// The path as it was given.
    var path: String { file.path }
    /// The bytes read from the file but not taken yet.
    var unread: UnsafeRawBufferPointer { .init(rebasing: buffer[range]) }
    /// The offset in the file of the next byte to take.
    var offset: Int { bufferOffset + range.lowerBound }

    /// Opens a file (nil stands for the standard input) and reads as many of its first bytes as tell what they are. A
    /// pipe or terminal may give them one by one; no more are waited for than can be a magic number, which has no line
    /// break in it: who sends a line and waits for an answer must get it.
    init(_ path: String?) throws(CompressionError) {
        let file = try Self.open(path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 64)
        do throws(FileError) {
            var filled = 0
            while filled == 0 || MagicNumber.mayContinue(.init(rebasing: buffer[..<filled])) {
                let count = try file.read(into: .init(rebasing: buffer[filled...]))
                if count == 0 { break }
                filled += count
            }
            range = 0..<filled
        } catch {
            buffer.deallocate()
            throw .file(error)
        }
        self.file = file
        self.buffer = buffer
    }

    deinit { buffer.deallocate() }

    /// Marks bytes as taken.
    mutating func skip(_ count: Int) { range = range.lowerBound + count..<range.upperBound }

    /// Fills the buffer, whose bytes must all have been taken.
    mutating func refill() throws(CompressionError) {
        bufferOffset += range.upperBound
        range = 0..<0
        do { range = 0..<(try file.read(into: buffer)) } catch { throw .file(error) }
        isAtEnd = range.isEmpty
    }

    /// Reads bytes past the buffer where it is empty, so that plain files are copied once.
    mutating func read(into output: UnsafeMutableRawBufferPointer) throws(CompressionError) -> Int {
        if range.isEmpty {
            do { return try file.read(into: output) } catch { throw .file(error) }
        }
        let count = min(range.count, output.count)
        output.copyMemory(from: .init(rebasing: buffer[range.prefix(count)]))
        skip(count)
        return count
    }

    private static func open(_ path: String?) throws(CompressionError) -> InputFile {
        do { return try InputFile(path) } catch { throw .file(error) }
    }
}
