import Synchronization
import WeftCheckpoint
import WeftLayers
import WeftTensors

/// Reads whole parameters from a model file into a buffer; most of a cold start's work.
///
/// What is small (biases, single rows, scales) is read by one call: dozens of them share a frame of the file, which is
/// then decoded once. What is large goes tensor by tensor through a room that each thread keeps: fresh memory for every
/// tensor would cost more than decoding it.
struct ParameterLoader {
    let reader: SafetensorsReader
    let values: ParameterBuffer
    /// What stands before the parameters' names in the file.
    let prefix: String

    func load(_ entries: [ParameterEntry], team: ThreadTeam) throws {
        var large: [ParameterEntry] = [], small: [ParameterEntry] = []
        for entry in entries {
            if try isForeign(entry) {
                // Floats that another program saved in 16 bits are rare enough to be read without any of this.
                let numbers = try reader.values(of: entry, in: values.precision, prefix: prefix, threads: team.count)
                values.load(entry, from: numbers)
            } else if entry.isTable || entry.slot.isPanels {
                large.append(entry)
            } else {
                small.append(entry)
            }
        }
        let scales = try large.map(scales)
        let singles = try small.map { try reader.tensor(prefix + $0.name, .float32, shape: $0.shape) }
        let numbers = try floats(singles + scales.compactMap(\.self))
        for (entry, numbers) in zip(small, numbers) { values.load(entry, from: numbers) }
        var rest = numbers.dropFirst(small.count)
        try loadLarge(large, scales: scales.map { $0 == nil ? [] : rest.removeFirst() }, team: team)
    }

    private func isForeign(_ entry: ParameterEntry) throws -> Bool {
        try entry.kept(in: values.precision) == .float32
            && reader.tensor(prefix + entry.name, shape: entry.shape).elementType != .float32
    }

    /// Where the scales of an entry lie, if it has any.
    private func scales(_ entry: ParameterEntry) throws -> TensorInfo? {
        guard entry.kept(in: values.precision) == .int8 else { return nil }
        return try reader.tensor(
            prefix + entry.name + ParameterEntry.scaleSuffix, .float32, shape: Array(entry.shape.prefix(1)))
    }

    /// The numbers of several tensors, read together.
    private func floats(_ tensors: [TensorInfo]) throws -> [[Float]] {
        let count = tensors.reduce(0) { $0 + $1.elementCount }
        let room = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        defer { room.deallocate() }
        var start = 0
        let parts = tensors.map { tensor in
            defer { start += tensor.elementCount }
            return UnsafeMutableBufferPointer(rebasing: room[start..<start + tensor.elementCount])
        }
        try reader.read(zip(tensors, parts).map { ($0, UnsafeMutableRawBufferPointer($1)) })
        return parts.map { Array($0) }
    }

    private func loadLarge(_ entries: [ParameterEntry], scales: [[Float]], team: ThreadTeam) throws {
        let tensors = try entries.map { entry in
            try reader.tensor(prefix + entry.name, entry.kept(in: values.precision).elementType, shape: entry.shape)
        }
        let byteCount = tensors.map(\.byteRange.count).max() ?? 0
        let rooms = SessionPool { Room(byteCount: byteCount) }
        let faults = Mutex<[Int: any Error]>([:])
        team.run(entries.count) { index in
            do {
                try rooms.withSession { room in
                    let bytes = UnsafeMutableRawBufferPointer(rebasing: room.bytes[..<tensors[index].byteRange.count])
                    try reader.read([(tensors[index], bytes)])
                    try load(entries[index], from: bytes, scales: scales[index])
                }
            } catch {
                faults.withLock { $0[index] = error }
            }
        }
        // The same one whatever the threads.
        if let fault = faults.withLock({ faults in faults.keys.min().flatMap { faults[$0] } }) { throw fault }
    }

    private func load(_ entry: ParameterEntry, from bytes: UnsafeMutableRawBufferPointer, scales: [Float]) throws {
        switch entry.kept(in: values.precision) {
        case .float32: values.load(entry, from: .float32(UnsafeBufferPointer(bytes.bindMemory(to: Float.self))))
        case .bfloat16: values.load(entry, from: .bfloat16(UnsafeBufferPointer(bytes.bindMemory(to: UInt16.self))))
        case .int8:
            let numbers = UnsafeBufferPointer(bytes.bindMemory(to: Int8.self))
            try reader.check(numbers, scales: scales, of: prefix + entry.name)
            scales.withUnsafeBufferPointer { values.load(entry, from: .int8(numbers, scales: $0)) }
        }
    }
}

/// Memory that is freed when nobody holds it.
private final class Room {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) { bytes = .allocate(byteCount: byteCount, alignment: 64) }

    deinit { bytes.deallocate() }
}
