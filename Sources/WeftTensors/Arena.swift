#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owns a stretch of 64-byte-aligned floats from which matrices are cut one after the other.
///
/// The arena reserves addresses, not memory: a page costs memory when it is first written, and pages stay for the next
/// round. So a training step that resets its arena and cuts the same matrices again allocates nothing. Memory starts as
/// zeros; after ``reset(to:)`` it holds what was there before.
package final class Arena: @unchecked Sendable {  // cutting is done by one thread; matrices guard their own use
    private static let largePage = 2 << 20
    private let base: UnsafeMutablePointer<Float>
    /// Floats reserved.
    package let capacity: Int
    /// Bytes of address space.
    private let reserved: Int
    /// Floats cut so far.
    package private(set) var used = 0
    /// The most floats ever cut.
    package private(set) var highWater = 0

    /// Reserves addresses for `capacity` floats.
    ///
    /// - Parameter isSparse: Whether few and scattered parts will be used, so that large pages would waste time and memory.
    package init(capacity: Int, isSparse: Bool = false) throws(ArenaError) {
        var bytes = max(capacity, 16) * MemoryLayout<Float>.stride
        // The system begins stretches of whole large pages on one, so that no part is left to small pages.
        if !isSparse, bytes >= Arena.largePage {
            bytes = (bytes + Arena.largePage - 1) / Arena.largePage * Arena.largePage
        }
        #if canImport(Glibc)
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        #else
            let flags = MAP_PRIVATE | MAP_ANON
        #endif
        guard let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), address != MAP_FAILED else {
            throw ArenaError.cannotReserve(bytes: bytes)
        }
        #if canImport(Glibc)
            // MADV_HUGEPAGE: fewer translations for matrices of megabytes.
            if !isSparse { madvise(address, bytes, 14) }
        #endif
        reserved = bytes
        self.capacity = max(capacity, 16)
        base = address.bindMemory(to: Float.self, capacity: self.capacity)
    }

    deinit { munmap(base, reserved) }

    /// Floats that a row-major matrix takes.
    package static func floats(rows: Int, columns: Int) -> Int { rows * rowStride(columns) }

    /// Row stride of a row-major matrix: whole blocks, but not a multiple of 4 KiB, so that a column of rows does not
    /// fall on one set of the cache.
    static func rowStride(_ columns: Int) -> Int {
        let stride = Matrix.padded(columns)
        return stride > 0 && stride % 1024 == 0 ? stride + Matrix.block : stride
    }

    /// Cuts a row-major matrix.
    package func matrix(rows: Int, columns: Int) -> Matrix {
        let stride = Arena.rowStride(columns)
        return Matrix(
            base: cut(rows * stride), rows: rows, columns: columns, rowStride: stride, blockStride: Matrix.block)
    }

    /// Cuts a matrix in panels of 16 columns. A little is added to each panel's length, as in ``rowStride(_:)``.
    package func panels(rows: Int, columns: Int, spread: Bool = false) -> Matrix {
        let blocks = Matrix.padded(columns) / Matrix.block
        var stride = rows * Matrix.block
        if spread, stride % 1024 == 0 { stride += Matrix.block * 5 }
        return Matrix(
            base: cut(blocks * stride), rows: rows, columns: columns, rowStride: Matrix.block, blockStride: stride)
    }

    /// Cuts `count` floats, rounded up to whole cache lines.
    package func cut(_ count: Int) -> UnsafeMutablePointer<Float> {
        let start = base + used
        let next = used + Matrix.padded(count)
        precondition(next <= capacity, "an arena of \(capacity) floats cannot hold \(next)")
        used = next
        highWater = max(highWater, next)
        return start
    }

    /// Gives back all that was cut after the mark (a value of ``used``).
    package func reset(to mark: Int = 0) { used = mark }

    /// Bytes of memory that the arena has ever needed.
    package var peakBytes: Int { highWater * MemoryLayout<Float>.stride }
}

/// What can go wrong with an ``Arena``.
package enum ArenaError: Error, CustomStringConvertible {
    case cannotReserve(bytes: Int)

    package var description: String {
        switch self {
        case .cannotReserve(let bytes): "cannot reserve \(bytes) bytes of address space"
        }
    }
}
