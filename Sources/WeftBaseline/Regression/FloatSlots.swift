import WeftTensors

/// Equal pieces of one block of floats, aligned to 64 bytes; the memory of a solver.
///
/// This file and `RegressionKernels.swift` are the only ones that touch pointers.
final class FloatSlots: @unchecked Sendable {  // kernels write disjoint ranges of it, a solver owns it alone
    private let arena: Arena
    let base: UnsafeMutablePointer<Float>
    /// Floats in a slot.
    let stride: Int
    let count: Int

    /// - Throws: `BaselineError.memory` if the system has no such room.
    init(count: Int, stride: Int) throws(BaselineError) {
        self.count = count
        self.stride = stride
        let floats = count.multipliedReportingOverflow(by: stride)
        guard !floats.overflow, let arena = try? Arena(capacity: floats.partialValue) else {
            let bytes = Double(count) * Double(stride) * Double(MemoryLayout<Float>.stride)
            throw .memory(neededBytes: Int(min(bytes, 0x1p62)), limitBytes: SystemMemory.limit)
        }
        self.arena = arena
        base = arena.cut(floats.partialValue)
    }

    /// A slot as a value that may be handed to another thread.
    subscript(slot: Int) -> FloatSlot {
        precondition(slot >= 0 && slot < count, "slot \(slot) of \(count)")
        return FloatSlot(pointer: base + slot * stride, count: stride)
    }
}

/// One piece of `FloatSlots`.
struct FloatSlot: @unchecked Sendable {  // a bare address; see FloatSlots
    let pointer: UnsafeMutablePointer<Float>
    let count: Int

    func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

    func copy(from other: FloatSlot) { pointer.update(from: other.pointer, count: count) }

    /// A row of a panel, as vectors.
    @inline(__always)
    func vectors<V: SIMD>(at offset: Int, as type: V.Type) -> UnsafeMutablePointer<V> where V.Scalar == Float {
        UnsafeMutableRawPointer(pointer + offset).assumingMemoryBound(to: V.self)
    }
}
