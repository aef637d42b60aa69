import TestSupport
import Testing
import WeftCompression

@Suite struct DecompressingReaderTests {
    let folder = TemporaryFolder()

    /// Made by Python: gzip.compress(b'the first member, the first member, the first member\n' * 20, 9, mtime=0).
    static let first: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2B, 0xC9, 0x48, 0x55, 0x48, 0xCB, 0x2C, 0x2A,
        0x2E, 0x51, 0xC8, 0x4D, 0xCD, 0x4D, 0x4A, 0x2D, 0xD2, 0x51, 0x28, 0x21, 0x28, 0xC2, 0x55, 0x32, 0xAA, 0x69,
        0x54, 0xD3, 0xA8, 0xA6, 0x91, 0xA2, 0x09, 0x00, 0xDC, 0x86, 0x66, 0x7F, 0x24, 0x04, 0x00, 0x00,
    ]
    /// Made by Python: gzip.compress(b'the second\n', 9, mtime=0).
    static let second: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2B, 0xC9, 0x48, 0x55, 0x28, 0x4E, 0x4D, 0xCE,
        0xCF, 0x4B, 0xE1, 0x02, 0x00, 0xA4, 0x6D, 0xAD, 0x93, 0x0B, 0x00, 0x00, 0x00,
    ]
    static let firstText = String(repeating: "the first member, the first member, the first member\n", count: 20)

    /// Reads a file of these bytes through a buffer of a size.
    func read(
        _ bytes: [UInt8], name: String = "file", _ compression: Compression? = nil, bufferSize: Int = 1000
    ) throws(CompressionError) -> [UInt8] {
        folder.write(bytes, to: name)
        var reader = try DecompressingReader(path: folder.file(name), compression: compression)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
        defer { buffer.deallocate() }
        var content: [UInt8] = []
        while true {
            let count = try reader.read(into: buffer)
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }

    func description(_ bytes: [UInt8], _ compression: Compression? = nil) -> String {
        do throws(CompressionError) {
            _ = try read(bytes, compression)
            return "no error"
        } catch {
            return String(error.description.dropFirst(folder.path.count + 1))
        }
    }

    func frame(_ bytes: [UInt8]) throws -> [UInt8] {
        let compressor = try ZstdCompressor(level: 3)
        return try bytes.withUnsafeBytes { try compressor.compress($0) }
    }

    @Test(arguments: [1, 7, 1000, 1 << 20]) func membersOfGzipFollowEachOther(bufferSize: Int) throws {
        let content = try read(Self.first + Self.second + Self.first, bufferSize: bufferSize)
        #expect(String(decoding: content, as: UTF8.self) == Self.firstText + "the second\n" + Self.firstText)
    }

    @Test(arguments: [1, 7, 1000, 1 << 20]) func framesOfZstdFollowEachOther(bufferSize: Int) throws {
        let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
        let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let size = bufferSize == 1 ? 3000 : long.count
        let frames = try skippable + frame(Array(long[..<size])) + frame([]) + skippable + frame([42])
        #expect(try read(frames, bufferSize: bufferSize) == long[..<size] + [42])
    }

    @Test func plainBytesPassThrough() throws {
        let bytes = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
        #expect(try read(bytes) == bytes)
        for count in 0..<6 { #expect(try read(Array(bytes[..<count])) == Array(bytes[..<count])) }
        #expect(try read(Self.second, Compression.none) == Self.second)
    }

    @Test func faultsNameTheOffset() throws {
        let zstd = try frame(Array(repeating: 7, count: 5000))
        #expect(description([], .zstd) == "file: offset 0: expected more of a zstd stream, found the end of the file")
        #expect(description([], .gzip) == "file: offset 0: expected more of a gzip stream, found the end of the file")
        for size in 4..<zstd.count {
            #expect(
                description(Array(zstd[..<size]))
                    == "file: offset \(size): expected more of a zstd stream, found the end of the file")
        }
        for size in 2..<Self.first.count {
            #expect(
                description(Array(Self.first[..<size]))
                    == "file: offset \(size): expected more of a gzip stream, found the end of the file")
        }
        #expect(description(zstd + [1, 2, 3, 4]).contains("expected a whole zstd stream"))
        #expect(description(Self.second + [1, 2, 3, 4]).contains("file: offset"))
        var broken = Self.first
        broken[broken.count - 5] ^= 1
        #expect(description(broken).contains("expected a whole gzip stream, found an error (incorrect data check)"))
        broken = zstd
        broken[broken.count - 1] ^= 1
        #expect(description(broken).contains("checksum"))
    }

    @Test(arguments: [
        ("a.zst", Compression.zstd), ("a.tsv.ZSTD", .zstd), ("a.gz", .gzip), ("a.gz.txt", nil), ("zst", nil),
    ])
    func theNameTellsTheCompression(name: String, expected: Compression?) {
        #expect(Compression(name: name) == expected)
    }

    @Test func namesLoseTheirSuffix() {
        #expect(Compression.stripped(name: "a.tsv.zst") == "a.tsv" && Compression.stripped(name: "a.tsv") == "a.tsv")
    }
}
