import TestSupport
import Testing
import WeftCompression

@Suite struct SeekableTests {
    let folder = TemporaryFolder()

    /// Content of noise, which is stored, and of runs, which are compressed.
    static let content: [UInt8] = {
        var state: UInt64 = 1
        return (0..<700_000).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return index % 100_000 < 50_000 ? UInt8(truncatingIfNeeded: state >> 56) : UInt8(index / 1000 % 256)
        }
    }()

    /// Writes content cut into frames of a size.
    func write(frameSize: Int, threads: Int = 1, gain: Double = 0.1, to name: String = "file") throws -> [Range<Int>] {
        let content = Self.content
        let cuts = stride(from: 0, to: content.count, by: frameSize).map { $0..<min($0 + frameSize, content.count) }
        var options = SeekableWriter.Options()
        options.threads = threads
        var bytes: [UInt8] = []
        try SeekableWriter(options: options).write(
            cuts: cuts.map { .init(content: $0, minimumGain: gain) },
            fill: { range, buffer in content.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[range])) } },
            failure: { $0 }, write: { (part: UnsafeRawBufferPointer) throws(CompressionError) in bytes += part })
        folder.write(bytes, to: name)
        return cuts
    }

    func read(_ ranges: [Range<Int>], threads: Int) throws -> [[UInt8]] {
        let reader = try SeekableReader(try InputFile(folder.file("file")))
        let buffers = ranges.map { UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, $0.count), alignment: 1) }
        defer { buffers.forEach { $0.deallocate() } }
        var pieces: [SeekableReader.Piece] = []
        for (range, buffer) in zip(ranges, buffers) {
            pieces.append(.init(content: range, destination: try #require(buffer.baseAddress)))
        }
        try reader.read(pieces, threads: threads)
        return zip(ranges, buffers).map { Array($1[..<$0.count]) }
    }

    @Test(arguments: [1000, 4096, 65_791, 65_792, 300_000, 1 << 20], [1, 2, 5])
    func anyRangeReadsTheSame(frameSize: Int, threads: Int) throws {
        _ = try write(frameSize: frameSize, threads: threads)
        let size = Self.content.count
        let ranges = [
            0..<size, 0..<1, size - 1..<size, 5..<5, frameSize - 1..<frameSize + 1, 123_456..<345_678,
            123_456..<123_460, 99_999..<100_001,
        ].map { $0.clamped(to: 0..<size) }
        #expect(try read(ranges, threads: threads) == ranges.map { Array(Self.content[$0]) })
    }

    @Test func theStreamReaderReadsItToo() throws {
        _ = try write(frameSize: 50_000, to: "file.zst")
        var reader = try DecompressingReader(path: folder.file("file.zst"))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        var content: [UInt8] = []
        while case let count = try reader.read(into: buffer), count > 0 { content += buffer[..<count] }
        #expect(content == Self.content)
    }

    @Test func threadsLeaveNoTrace() throws {
        _ = try write(frameSize: 10_000, threads: 1, to: "one")
        _ = try write(frameSize: 10_000, threads: 3, to: "three")
        #expect(folder.read("one") == folder.read("three"))
    }

    @Test func framesThatHardlyShrinkAreStored() throws {
        _ = try write(frameSize: 50_000, gain: 0)
        let compressed = folder.read("file").count
        _ = try write(frameSize: 50_000, gain: 0.1)
        let mixed = folder.read("file").count
        _ = try write(frameSize: 50_000, gain: 1)
        let stored = folder.read("file").count
        // A stored frame adds 7 bytes of header, 3 a block, 4 of checksum, and 12 in the table of 17 + 12 n.
        #expect(stored == Self.content.count + 14 * (7 + 3 + 4 + 12) + 17)
        #expect(compressed <= mixed && mixed < stored * 6 / 10)
    }

    /// Tables that claim too much: no allocation follows a claim that the file's size does not bear out.
    @Test func aTableIsNotTrusted() throws {
        _ = try write(frameSize: 100_000)
        let bytes = folder.read("file")
        let table = bytes.count - 17 - 7 * 12
        func fault(_ change: (inout [UInt8]) -> Void) -> String {
            var broken = bytes
            change(&broken)
            folder.write(broken, to: "file")
            do {
                let reader = try SeekableReader(try InputFile(folder.file("file")))
                // A frame is compared with its entry in the table when it is read.
                let content = UnsafeMutableRawBufferPointer.allocate(byteCount: reader.contentSize, alignment: 1)
                defer { content.deallocate() }
                guard let base = content.baseAddress else { return "no content" }
                try reader.read([.init(content: 0..<reader.contentSize, destination: base)], threads: 2)
                return "no error"
            } catch let error as CompressionError {
                return String(error.description.dropFirst(folder.path.count + 1))
            } catch {
                return "another error"
            }
        }
        #expect(fault { _ in } == "no error")
        let end = bytes.count
        #expect(
            fault { $0.replaceSubrange(end - 9..<end - 5, with: [255, 255, 255, 255]) }.contains(
                "expected a seek table of at most"))
        #expect(fault { $0[end - 9] = 6 }.contains("expected a seek table of"))
        #expect(fault { $0[end - 5] = 0 }.contains("expected the end of a seek table with checksums"))
        #expect(fault { $0[table + 8 + 3] = 0x7F }.contains("expected a frame of at most 1 MiB"))
        #expect(fault { $0[table + 8 + 7] = 0x7F }.contains("expected a frame of at most 1 MiB"))
        #expect(fault { $0[table + 8] ^= 1 }.contains("\(table) bytes"))
        #expect(fault { $0[table + 8 + 4] ^= 1 }.contains("offset 0: expected the header of a frame of 100001 bytes"))
        #expect(fault { $0[table + 8 + 8] ^= 1 }.contains("expected the checksum in the seek table"))
        #expect(fault { $0 = Array($0.dropFirst()) }.contains("expected"))
        #expect(fault { $0 = [0] + $0 }.contains("expected"))
        #expect(fault { $0 = Array($0[table...]) }.contains("expected a frame of at most 1 MiB within 0 bytes"))
    }

    @Test(arguments: [0, 1, 2, 7]) func everyWorkerRunsOnce(count: Int) {
        let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: max(1, count))
        counts.initialize(repeating: 0)
        defer { counts.deallocate() }
        Threads.run(count) { counts[$0] += 1 }
        #expect(counts.allSatisfy { $0 == 1 })
    }
}
