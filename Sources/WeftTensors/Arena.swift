/// Owns 64-byte-aligned floats from which matrices are cut one after the other.
///
/// The arena reserves addresses, not memory: a page costs memory when it is first written, and pages stay for the next
/// round. So a training step that resets its arena and cuts the same matrices again allocates nothing. Memory starts as
/// zeros; after ``reset(to:)`` it holds what was there before.
package final class Arena: @unchecked Sendable {  // cutting is done by one thread; matrices guard their own use
    /// Floats of a growing arena's first stretch.
    private static let firstStretch = 1 << 16

    /// In the order of their places; one, unless the arena grows.
    private var stretches: [Stretch]
    /// The stretch that is cut from.
    private var current = 0
    /// Where float 0 would lie if all were like the current stretch.
    private var base: UnsafeMutablePointer<Float>
    /// The place after the current stretch.
    private var end: Int
    /// Whether it takes addresses as they are needed.
    package let isGrowing: Bool
    /// Floats reserved.
    package var capacity: Int { stretches.reduce(0) { $0 + $1.count } }
    /// Floats cut so far.
    package private(set) var used = 0
    /// The most floats ever cut.
    package private(set) var highWater = 0

    /// Reserves addresses for `capacity` floats.
    ///
    /// - Parameter isSparse: Whether few and scattered parts will be used, so that large pages would waste time and memory.
    package convenience init(capacity: Int, isSparse: Bool = false) throws(ArenaError) {
        self.init(try Stretch(start: 0, count: max(capacity, 16), isSparse: isSparse), isGrowing: false)
    }

    /// Makes room for activations, whose number is known when a batch comes.
    ///
    /// It reserves so many addresses that none is ever short. Where they are limited, as batch systems do, or not to be had
    /// it begins with little, and ``require(_:)`` makes it grow.
    ///
    /// - Parameter isLimited: Whether the process's addresses are limited.
    package convenience init(isLimited: Bool = SystemMemory.addressLimit != nil) throws(ArenaError) {
        if !isLimited, let stretch = try? Stretch(start: 0, count: Arena.activations) {
            self.init(stretch, isGrowing: false)
        } else {
            self.init(try Stretch(start: 0, count: Arena.firstStretch), isGrowing: true)
        }
    }

    /// 64 GiB of addresses; what a batch does not touch costs nothing.
    private static let activations = 1 << 34

    private init(_ stretch: Stretch, isGrowing: Bool) {
        stretches = [stretch]
        base = stretch.base
        end = stretch.count
        self.isGrowing = isGrowing
    }

    /// Makes sure that about so many floats can be cut now, as a formula says that leaves out what is small.
    package func reserve(_ floats: Int) throws(ArenaError) {
        let (sum, overflows) = floats.addingReportingOverflow(floats / 16 + Arena.firstStretch)
        try require(overflows ? .max : sum)
    }

    /// Makes sure that so many floats can be cut now, from the present mark on.
    ///
    /// - Throws: `ArenaError.cannotReserve` where the system has no such room.
    package func require(_ floats: Int) throws(ArenaError) {
        guard floats > end - used else { return }
        guard isGrowing else { throw .cannotReserve(bytes: Stretch.bytes(floats)) }
        if current + 1 < stretches.count, stretches[current + 1].count >= floats { return }
        // What lies behind is in nobody's use.
        stretches.removeSubrange((current + 1)...)
        // A little more than asked, so that slowly growing batches do not map anew each time.
        if floats < Int.max / 8, let generous = try? Stretch(start: end, count: floats + floats / 4) {
            stretches.append(generous)
        } else {
            stretches.append(try Stretch(start: end, count: floats))
        }
    }

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
        let floats = Matrix.padded(count)
        if floats > end - used { enterNext(floats) }
        let start = base + used
        used += floats
        highWater = max(highWater, used)
        return start
    }

    /// Gives back all that was cut after the mark (a value of ``used``).
    package func reset(to mark: Int = 0) {
        used = mark
        if mark < stretches[current].start { enter(stretches.lastIndex { $0.start <= mark } ?? 0) }
    }

    /// Goes on in the next stretch, where the present one has too little left.
    private func enterNext(_ floats: Int) {
        let isThere = (try? require(floats)) != nil
        precondition(isThere, "an arena of \(capacity) floats cannot hold \(used + floats)")
        enter(current + 1)
        used = stretches[current].start
    }

    private func enter(_ index: Int) {
        current = index
        base = stretches[index].base - stretches[index].start
        end = stretches[index].start + stretches[index].count
    }

    /// Bytes of memory that the arena has ever needed.
    package var peakBytes: Int { highWater * MemoryLayout<Float>.stride }
}

/// What can go wrong with an ``Arena``.
package enum ArenaError: Error, CustomStringConvertible {
    case cannotReserve(bytes: Int)
    /// What is asked for needs more memory than there can be.
    case memory(neededBytes: Int, limitBytes: Int)

    package var description: String {
        switch self {
        case .cannotReserve(let bytes): "cannot reserve \(bytes) bytes of address space"
        case .memory(let needed, let limit): "these sizes need \(needed) bytes of memory: expected at most \(limit)"
        }
    }
}
