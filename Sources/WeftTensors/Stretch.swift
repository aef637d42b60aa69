#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Consecutive addresses that an ``Arena`` has of the system, zeros at first.
final class Stretch {
    private static let largePage = 2 << 20

    let base: UnsafeMutablePointer<Float>
    /// Its place among the floats of its arena.
    let start: Int
    /// Its floats.
    let count: Int
    /// Bytes of address space.
    private let reserved: Int

    init(start: Int, count: Int, isSparse: Bool = false) throws(ArenaError) {
        var bytes = Stretch.bytes(count)
        // The system begins stretches of whole large pages on one, so that no part is left to small pages.
        if !isSparse, bytes >= Stretch.largePage, bytes <= Int.max - Stretch.largePage {
            bytes = (bytes + Stretch.largePage - 1) / Stretch.largePage * Stretch.largePage
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
        self.start = start
        self.count = count
        reserved = bytes
        base = address.bindMemory(to: Float.self, capacity: count)
    }

    deinit { munmap(base, reserved) }

    /// Bytes of so many floats; the most there are instead of an overflow.
    static func bytes(_ floats: Int) -> Int {
        let (bytes, overflows) = floats.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        return overflows ? .max : bytes
    }
}
