import Foundation
import TestSupport
import Testing
import WeftCompression

/// What stands before a fault, behind the last member, and in frames of unusual form.
@Suite struct StreamEndsTests {
    let folder = TemporaryFolder()
    let text = Array("one\ntwo\nthree\n".utf8)

    /// What is read of a file of these bytes, and the fault behind it.
    private func read(_ bytes: [UInt8], bufferSize: Int = 1000) -> (content: [UInt8], fault: String?) {
        folder.write(bytes, to: "file")
        return read(folder.file("file"), bufferSize: bufferSize)
    }

    private func read(_ path: String, bufferSize: Int = 1000) -> (content: [UInt8], fault: String?) {
        var content: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
        defer { buffer.deallocate() }
        do throws(CompressionError) {
            var reader = try DecompressingReader(path: path)
            while case let count = try reader.read(into: buffer), count > 0 { content += buffer[..<count] }
            return (content, nil)
        } catch {
            return (content, error.description)
        }
    }

    /// As `gzip -t` accepts it: tapes and devices pad with zeros.
    @Test(arguments: [1, 3, 511, 200_000], [1, 1000]) func zerosBehindGzipArePadding(zeros: Int, bufferSize: Int) {
        let padding = [UInt8](repeating: 0, count: zeros), member = GzipMember.stored(text)
        #expect(read(member + padding, bufferSize: bufferSize) == (text, nil))
        #expect(read(member + padding + member + padding, bufferSize: bufferSize) == (text + text, nil))
    }

    @Test(arguments: [[1], [0, 0, 7], Array("garbage".utf8), [0x1F, 0x8C, 0, 0]])
    func otherDataBehindGzipAreAFaultBehindTheContent(garbage: [UInt8]) {
        let (content, fault) = read(GzipMember.stored(text) + garbage)
        #expect(content == text && fault?.contains("expected a whole gzip stream") == true)
    }

    @Test func contentBeforeTheEndOfATruncatedFileIsGiven() throws {
        let member = GzipMember.stored(text)
        for size in member.count - 8..<member.count {
            let (content, fault) = read(Array(member[..<size]))
            #expect(content == text && fault?.contains("found the end of the file") == true)
        }
        // A wrong checksum is known behind the content alone.
        var broken = member
        broken[broken.count - 8] ^= 1
        #expect(read(broken).content == text && read(broken).fault?.contains("incorrect data check") == true)
        let compressor = try ZstdCompressor(level: 3)
        let frame = try text.withUnsafeBytes { try compressor.compress($0) }
        let (content, fault) = read(frame + frame.dropLast(5))
        #expect(content.starts(with: text) && fault?.contains("found the end of the file") == true)
    }

    /// A frame of one raw block under a header that asks for a window of 2 to the power of `log`.
    private func frame(window log: UInt8) -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, (log - 10) << 3, UInt8(text.count << 3 | 1), 0, 0] + text
    }

    @Test(arguments: UInt8(10)...31) func windowsOfUpToTwoGibibytesAreRead(log: UInt8) {
        #expect(read(frame(window: log)) == (text, nil))
    }

    @Test func aLargerWindowIsAFault() {
        #expect(read(frame(window: 32)).fault?.contains("requires too much memory") == true)
    }

    /// A pipe that gives its first bytes one by one.
    @Test(arguments: [1, 2, 3]) func compressedPipesAreKnownByTheirFirstBytesHoweverTheyCome(pieces: Int) throws {
        let compressor = try ZstdCompressor(level: 3)
        let frame = try text.withUnsafeBytes { try compressor.compress($0) }
        for bytes in [frame, GzipMember.stored(text)] {
            let path = folder.file("pipe")
            try #require(mkfifo(path, 0o600) == 0)
            defer { unlink(path) }
            Thread.detachNewThread {
                let writer = open(path, O_WRONLY)
                for index in 0..<pieces {
                    _ = bytes[index...].withUnsafeBytes { write(writer, $0.baseAddress, 1) }
                    usleep(20_000)
                }
                _ = bytes[pieces...].withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
                close(writer)
            }
            #expect(read(path) == (text, nil))
        }
    }
}
