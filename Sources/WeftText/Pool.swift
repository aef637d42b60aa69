import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Lends objects that one thread at a time may use.
///
/// Each thread looks first where it gave back last, so that threads at work on many short texts need not wait for each
/// other: a lock that two threads take in turn costs more than a short text.
final class Pool<Element: AnyObject>: Sendable {
    /// Carries an element between threads: `take` gives it to one caller alone until `giveBack`.
    private struct Lent: @unchecked Sendable {
        let element: Element
    }

    /// Room for one idle element, on lines of the cache of its own.
    private final class Place: Sendable {
        private let padding = InlineArray<16, UInt64>(repeating: 0)
        let idle = Mutex<Lent?>(nil)
    }

    private static var placeCount: Int { 64 }
    private let places: [Place]
    private let make: @Sendable () throws(TextError) -> Element

    /// - Parameters:
    ///   - first: The first element; that it could be made shows that `make` works.
    ///   - make: Makes another when all are lent.
    init(_ first: Element, make: @escaping @Sendable () throws(TextError) -> Element) {
        places = (0..<Pool.placeCount).map { _ in Place() }
        self.make = make
        giveBack(first)
    }

    func take() -> Element {
        let home = Pool.home
        for offset in 0..<Pool.placeCount {
            let place = places[(home + offset) % Pool.placeCount]
            if let lent = place.idle.withLock({ $0.take() }) { return lent.element }
        }
        do {
            return try make()
        } catch {
            preconditionFailure("\(error)")  // the first one was made with the same arguments
        }
    }

    /// Where all places are taken, the element is not kept.
    func giveBack(_ element: Element) {
        let lent = Lent(element: element)
        let home = Pool.home
        for offset in 0..<Pool.placeCount {
            let isKept = places[(home + offset) % Pool.placeCount].idle.withLock { idle in
                guard idle == nil else { return false }
                idle = lent
                return true
            }
            if isKept { return }
        }
    }

    /// The place where this thread looks first. Threads lie apart by the sizes of their stacks: the factor spreads them.
    private static var home: Int {
        #if canImport(Glibc)
            let thread = UInt(pthread_self())
        #else
            let thread = UInt(bitPattern: pthread_self())
        #endif
        return Int(thread &* 0x9E37_79B9_7F4A_7C15 >> 58)
    }
}
