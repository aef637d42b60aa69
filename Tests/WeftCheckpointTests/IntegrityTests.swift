import TestSupport
import Testing
import WeftCheckpoint

/// A file that is cut off or has a wrong byte is refused with an error that names it, or read right; never wrong.
@Suite struct IntegrityTests {
    let folder = TemporaryFolder()
    let sample = ModelSample(rows: 600)

    /// A model file of some frames, stored ones and compressed ones among them.
    func model() throws -> [UInt8] {
        var options = SafetensorsWriter.Options()
        options.frameSize = 16 << 10
        try sample.writer.write(to: folder.file("intact.weft"), options: options)
        return folder.read("intact.weft")
    }

    /// What a file's reader finds in it: all its bytes.
    struct Content: Equatable {
        var metadata: [String: String]
        var tensors: [TensorInfo]
        var bytes: [[UInt8]] = []

        init(path: String) throws(CheckpointError) {
            let reader = try SafetensorsReader(path: path)
            metadata = reader.metadata
            tensors = reader.tensors
            for tensor in tensors { bytes.append(try reader.bytes(named: tensor.name)) }
        }
    }

    /// The fault found in a file of these bytes, nil when it reads as well as the intact one.
    func fault(in bytes: [UInt8], _ intact: Content) -> CheckpointError? {
        folder.write(bytes, to: "broken.weft")
        do throws(CheckpointError) {
            let content = try Content(path: folder.file("broken.weft"))
            #expect(content == intact, "wrong data without an error")
            return nil
        } catch {
            return error
        }
    }

    @Test func aTruncatedFileIsRefused() throws {
        let bytes = try model()
        let intact = try Content(path: folder.file("intact.weft"))
        // Every place near the ends, where magic numbers, header and seek table lie, and 400 between.
        let ends = Array(0..<64) + (1...400).map { bytes.count - $0 }
        for size in ends + (0..<400).map({ bytes.count * $0 / 400 }) {
            let fault = fault(in: Array(bytes[..<size]), intact)
            #expect(fault?.description.contains("broken.weft") ?? false, "cut to \(size) bytes")
        }
    }

    @Test func aFlippedByteIsRefusedOrHarmless() throws {
        let bytes = try model()
        let intact = try Content(path: folder.file("intact.weft"))
        var harmless = 0
        let places = (0..<1500).map { bytes.count * $0 / 1500 }
        for (index, place) in places.enumerated() {
            var broken = bytes
            broken[place] ^= [0x01, 0x10, 0x80, 0xFF][index % 4]
            if fault(in: broken, intact) == nil { harmless += 1 }
        }
        // Some bits of entropy-coded blocks may mean nothing to a decoder; with libzstd 1.5.4 there are none here.
        #expect(harmless <= places.count / 100, "\(harmless) of \(places.count) flips changed nothing")
    }

    @Test func everyBitOfTheSeekTableAndOfAFramesHeaderIsChecked() throws {
        let bytes = try model()
        let intact = try Content(path: folder.file("intact.weft"))
        let count = Int(bytes[bytes.count - 9])
        let tableSize = 8 + 12 * count + 9
        #expect(count > 5)
        for place in Array(0..<9) + (bytes.count - tableSize..<bytes.count) {
            for bit in 0..<8 {
                var broken = bytes
                broken[place] ^= 1 << UInt8(bit)
                #expect(
                    fault(in: broken, intact) != nil,
                    "bit \(bit) of byte \(place - bytes.count + tableSize) of the table")
            }
        }
    }

    @Test func storedFramesAreCheckedToo() throws {
        var options = SafetensorsWriter.Options()
        options.minimumGain = 1
        try sample.writer.write(to: folder.file("intact.weft"), options: options)
        let bytes = folder.read("intact.weft")
        let intact = try Content(path: folder.file("intact.weft"))
        for place in stride(from: 0, to: bytes.count, by: bytes.count / 400) {
            var broken = bytes
            broken[place] ^= 0x20
            #expect(fault(in: broken, intact) != nil, "byte \(place)")
        }
    }

    @Test func aMissingOrEmptyFileAndAFolderAreNamed() {
        folder.write([], to: "empty.weft")
        folder.write("label\ttext, and no model at all", to: "text.weft")
        func description(_ path: String) -> String? {
            #expect(throws: CheckpointError.self) { try SafetensorsReader(path: path) }?.description
        }
        let missing = folder.file("missing.weft")
        #expect(description(missing) == "\(missing): cannot open: no such file or folder")
        #expect(description(folder.path) == "\(folder.path): cannot open: is a folder, expected a file")
        let empty = folder.file("empty.weft")
        #expect(
            description(empty) == "\(empty): offset 0: expected a safetensors file of at least 8 bytes, found 0 bytes")
        #expect(description(folder.file("text.weft"))?.contains("text.weft: offset 0: expected a model file") ?? false)
    }

    @Test(arguments: [
        ("", "expected '{' in the header"), ("{", "expected a string in the header"),
        ("{}x", "expected the end of the text"),
        (#"{"a":{}}"#, "expected a dtype, a shape and two data_offsets"),
        (#"{"a":{"dtype":"F8","shape":[],"data_offsets":[0,1]}}"#, "expected a known dtype"),
        (#"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,7]}}"#, "that agree"),
        (#"{"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}"#, "expected a whole number below 2^63"),
        (#"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8],"x":1}}"#, "expected no member but"),
        (#"{"a":{"dtype":"U8","shape":[9223372036854775807,3],"data_offsets":[0,8]}}"#, "that agree"),
        (#"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, "below 2^63"),
        (
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#,
            "expected tensors of 8 bytes in the header, found tensors of 4 bytes"
        ),
        (
            #"{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}"#,
            "expected tensors of 8 bytes in the header, found tensors of 16 bytes"
        ),
        (
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            "tensor a: expected data from byte 0 on, found data from byte 4 on"
        ),
        (#"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{}}"#, "expected a name other than"),
        (#"{"__metadata__":{"a":1}}"#, "expected a string in the header"),
    ])
    func aHeaderIsNotTrusted(json: String, expected: String) {
        let length = (0..<8).map { UInt8(truncatingIfNeeded: json.utf8.count >> (8 * $0)) }
        folder.write(length + Array(json.utf8) + [UInt8](repeating: 0, count: 8), to: "h.safetensors")
        let error = #expect(throws: CheckpointError.self) { try SafetensorsReader(path: folder.file("h.safetensors")) }
        #expect(error?.description.contains(expected) ?? false, "\(error?.description ?? "")")
    }

    @Test func threadsShareAReader() async throws {
        _ = try model()
        let reader = try SafetensorsReader(path: folder.file("intact.weft"))
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<16 {
                let expected = task % 2 == 0 ? sample.embedding : Array(sample.embedding[task * 75..<(task + 1) * 75])
                group.addTask {
                    let found =
                        try? task % 2 == 0
                        ? reader.floats(named: "embedding.weight", threads: 2)
                        : reader.floats(rows: [task], named: "embedding.weight")
                    return found == expected
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
