import TestSupport
import Testing
import WeftCheckpoint

@Suite struct RoundTripTests {
    let folder = TemporaryFolder()
    let sample = ModelSample()

    func options(_ change: (inout SafetensorsWriter.Options) -> Void) -> SafetensorsWriter.Options {
        var options = SafetensorsWriter.Options()
        change(&options)
        return options
    }

    @Test(arguments: [true, false], [1, 3])
    func everyTensorComesBack(isCompressed: Bool, threads: Int) throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path, options: options { $0.isCompressed = isCompressed })
        let reader = try SafetensorsReader(path: path)
        #expect(reader.metadata == sample.metadata)
        #expect(
            reader.tensors.map(\.name) == [
                "steps", "embedding.weight", "linear.bias", "nothing", "random", "short", "quantized", "vocabulary",
            ])
        #expect(try reader.floats(named: "embedding.weight", shape: [3000, 75], threads: threads) == sample.embedding)
        #expect(try reader.bytes(named: "vocabulary", threads: threads) == sample.vocabulary)
        #expect(try reader.bytes(named: "quantized") == [0, 1, 127, 128, 254, 255])
        #expect(try reader.bytes(named: "steps") == [0, 0, 0, 0, 0, 0, 0, 128])
        #expect(try reader.bytes(named: "random") == Array(0..<16))
        #expect(try reader.floats(named: "nothing") == [])
        #expect(try reader.floats(named: "linear.bias").map(\.bitPattern) == [0x3F80_0000, 0x8000_0000, 0x7F80_0000])
        let short = sample.embedding[..<400].map { HalfPrecision.float(bfloat16: HalfPrecision.bfloat16($0)) }
        #expect(try reader.floats(named: "short") == short)
        try reader.verify(threads: threads)
    }

    /// Rows of 300 bytes in frames of 54 rows.
    @Test func rowsCostTheFramesThatHoldThem() throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path, options: options { $0.frameSize = 16 << 10 })
        var reader = try SafetensorsReader(path: path)
        var table = try reader.tensor("embedding.weight")
        #expect(reader.cost(rows: [], of: table) == 0)
        #expect(reader.cost(rows: [53], of: table) == 54 * 300)
        #expect(reader.cost(rows: [0, 17, 53], of: table) == 54 * 300)
        #expect(reader.cost(rows: [53, 54, 0], of: table) == 2 * 54 * 300)
        #expect(reader.cost(rows: Array(0..<3000), of: table) >= table.byteRange.count)
        try sample.writer.write(to: path, options: options { $0.isCompressed = false })
        reader = try SafetensorsReader(path: path)
        table = try reader.tensor("embedding.weight")
        #expect(reader.cost(rows: [53, 54, 0], of: table) == 3 * 300)
    }

    @Test(arguments: [true, false])
    func rowsComeInTheOrderAskedFor(isCompressed: Bool) throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path, options: options { $0.isCompressed = isCompressed })
        let reader = try SafetensorsReader(path: path)
        let rows = [2999, 0, 17, 17, 436, 437, 1500]
        let expected = rows.flatMap { sample.embedding[$0 * 75..<$0 * 75 + 75] }
        #expect(try reader.floats(rows: rows, named: "embedding.weight", threads: 2) == expected)
        #expect(try reader.floats(rows: [], named: "embedding.weight") == [])
        let short = try reader.floats(named: "short")
        #expect(try reader.floats(rows: [39, 2], named: "short") == Array(short[390...]) + Array(short[20..<30]))
    }

    @Test func severalTensorsAreReadInOnePass() throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path)
        let reader = try SafetensorsReader(path: path)
        let tensors = [try reader.tensor("vocabulary", .uint8), try reader.tensor("embedding.weight", .float32)]
        let buffers = tensors.map {
            UnsafeMutableRawBufferPointer.allocate(byteCount: $0.byteRange.count, alignment: 16)
        }
        defer { buffers.forEach { $0.deallocate() } }
        try reader.read([(tensors[0], buffers[0]), (tensors[1], buffers[1])], threads: 2)
        #expect(buffers[0].elementsEqual(sample.vocabulary))
        #expect(buffers[1].bindMemory(to: Float.self).elementsEqual(sample.embedding))
    }

    @Test func theBytesDependOnTheContentAlone() throws {
        try sample.writer.write(to: folder.file("one"))
        try sample.writer.write(to: folder.file("three"), options: options { $0.threads = 3 })
        #expect(folder.read("one") == folder.read("three"))
        var forward = SafetensorsWriter(metadata: ["b": "1", "a": "2", "c": "3"])
        var backward = SafetensorsWriter(metadata: ["c": "3", "a": "2", "b": "1"])
        let names = (0..<20).map { "tensor\($0)" }
        for name in names { forward.add(name, shape: [2], floats: [1, 2]) }
        for name in names.reversed() { backward.add(name, shape: [2], floats: [1, 2]) }
        try forward.write(to: folder.file("forward"))
        try backward.write(to: folder.file("backward"))
        #expect(folder.read("forward") == folder.read("backward"))
    }

    /// Bytes of seven bits shrink by an eighth: they are compressed where rows are read, in frames of their own size, and
    /// stored where all is read; what comes back is the same.
    @Test func theUseOfATensorDecidesItsFrames() throws {
        var sizes: [Int] = []
        var state: UInt64 = 3
        let halves = (0..<3000 * 75).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt16(truncatingIfNeeded: state >> 40) & 0x7F7F
        }
        for use in [TensorUse.whole, .rows] {
            var writer = SafetensorsWriter()
            writer.add("table", .bfloat16, shape: [3000, 75], elements: halves, use: use)
            try writer.write(to: folder.file("model.weft"))
            sizes.append(folder.read("model.weft").count)
            let reader = try SafetensorsReader(path: folder.file("model.weft"))
            let table = try reader.tensor("table")
            #expect(try reader.elements(.bfloat16, named: "table", shape: [3000, 75]) == halves)
            let frame = use == .rows ? 32 << 10 : 128 << 10
            #expect(reader.cost(rows: [0], of: table) == frame / 150 * 150)
        }
        #expect(sizes[0] > 3000 * 150 && sizes[1] < 3000 * 150 * 9 / 10)
    }

    @Test(arguments: [1024, 5000, 128 << 10, 1 << 20], [0, 0.1, 1.0])
    func anyFrameSizeAndGainReadTheSame(frameSize: Int, minimumGain: Double) throws {
        let path = folder.file("model.weft")
        try sample.writer.write(
            to: path,
            options: options {
                $0.frameSize = frameSize
                $0.minimumGain = minimumGain
                $0.threads = 2
            })
        let reader = try SafetensorsReader(path: path)
        #expect(try reader.floats(named: "embedding.weight", threads: 2) == sample.embedding)
        #expect(try reader.bytes(named: "vocabulary") == sample.vocabulary)
        #expect(
            try reader.floats(rows: [1234], named: "embedding.weight") == Array(sample.embedding[1234 * 75..<1235 * 75])
        )
    }

    @Test func aModelWithoutTensorsHasItsMetadata() throws {
        let path = folder.file("empty.weft")
        try SafetensorsWriter(metadata: ["task": "none"]).write(to: path)
        #expect(try SafetensorsReader(path: path).metadata == ["task": "none"])
        try SafetensorsWriter().write(to: path)
        #expect(try SafetensorsReader(path: path).tensors.isEmpty)
    }

    @Test func whatIsAskedForMustBeThere() throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path)
        let reader = try SafetensorsReader(path: path)
        #expect(throws: CheckpointError.missingTensor(path: path, name: "absent")) { try reader.bytes(named: "absent") }
        let shape = #expect(throws: CheckpointError.self) { try reader.floats(named: "short", shape: [10, 40]) }
        #expect(shape?.description == "\(path): tensor short: expected the shape [10, 40], found [40, 10]")
        let type = #expect(throws: CheckpointError.self) { try reader.floats(named: "quantized") }
        #expect(type?.description == "\(path): tensor quantized: expected elements of type F32, F16 or BF16, found I8")
    }

    @Test(arguments: [
        (Float(1), UInt16(0x3F80)), (1.0039062, 0x3F80), (1.0117188, 0x3F82), (-0.0, 0x8000), (.infinity, 0x7F80),
        (.greatestFiniteMagnitude, 0x7F80), (.nan, 0x7FC0),
    ])
    func bfloat16RoundsToEven(value: Float, bits: UInt16) {
        #expect(HalfPrecision.bfloat16(value) == bits)
    }

    @Test func float16MeansWhatTheProcessorSays() {
        #if arch(arm64) || os(Linux)
            for bits in UInt16.min...UInt16.max {
                let expected = Float(Float16(bitPattern: bits))
                let found = HalfPrecision.float(float16: bits)
                #expect(found == expected || (found.isNaN && expected.isNaN))
            }
        #endif
    }
}
