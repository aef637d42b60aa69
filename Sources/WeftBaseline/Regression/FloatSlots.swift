/// Equal pieces of one block of floats, aligned to 64 bytes; the memory of a solver.
///
/// This file and `RegressionKernels.swift` are the only ones that touch pointers.
final class FloatSlots: @unchecked Sendable {  // kernels write disjoint ranges of it, a solver owns it alone
    let base: UnsafeMutablePointer<Float>
    /// Floats in a slot.
    let stride: Int
    let count: Int

    init(count: Int, stride: Int) {
        self.count = count
        self.stride = stride
        let bytes = max(64, count * stride * MemoryLayout<Float>.stride)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        base = raw.assumingMemoryBound(to: Float.self)
    }

    deinit { base.deallocate() }

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
