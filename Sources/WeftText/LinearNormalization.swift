internal import CICUShims

/// Unicode's normalisation forms in time that grows as the text does, whatever stands in it.
///
/// ICU moves each mark to its place among the marks before it, and each composition moves all that follows: a run of
/// n marks can take n² steps. Here a run is sorted by counting, and nothing moves twice. The steps are those of Unicode
/// Standard Annex 15: decompose, order the marks, compose.
struct LinearNormalization {
    /// A code point and its canonical combining class.
    private struct Element {
        var scalar: UInt32
        let combiningClass: UInt8
    }

    /// ICU's form, for its tables.
    private let form: OpaquePointer
    private let composes: Bool
    private var elements: [Element] = []

    /// - Parameter composes: Whether the form is NFC or NFKC rather than NFD or NFKD.
    init(_ form: OpaquePointer, composes: Bool) {
        self.form = form
        self.composes = composes
    }

    /// The normalised form of UTF-16 that stands alone.
    mutating func apply(to text: [UInt16]) -> [UInt16] {
        removeAll()
        var index = 0
        while index < text.count { append(nextScalar(of: text, &index)) }
        finish()
        var result: [UInt16] = []
        result.reserveCapacity(elements.count)
        for element in elements { appendUTF16(element.scalar, to: &result) }
        return result
    }

    mutating func removeAll() {
        elements.removeAll(keepingCapacity: true)
    }

    /// Adds a code point, decomposed.
    mutating func append(_ scalar: UInt32) {
        let firstDecomposed: UInt32 = 0xA0
        if scalar < firstDecomposed {
            elements.append(Element(scalar: scalar, combiningClass: 0))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Int(weft_icu_longest_decomposition)) { parts in
            let count = Int(weft_icu_decompose(form, scalar, parts.baseAddress))
            for part in parts[..<count] {
                elements.append(Element(scalar: part, combiningClass: weft_icu_combining_class(part)))
            }
        }
    }

    /// Orders and composes what was added.
    mutating func finish() {
        orderMarks()
        if composes { compose() }
    }

    /// Calls `body` with the code points of the result.
    func forEachScalar(_ body: (UInt32) -> Void) {
        for element in elements { body(element.scalar) }
    }

    /// Sorts each run of marks by combining class; marks of one class keep their order.
    private mutating func orderMarks() {
        var start = 0
        while start < elements.count {
            var end = start
            var isOrdered = true
            while end < elements.count, elements[end].combiningClass != 0 {
                if end > start, elements[end - 1].combiningClass > elements[end].combiningClass { isOrdered = false }
                end += 1
            }
            if !isOrdered { sort(start..<end) }
            start = end + 1
        }
    }

    private mutating func sort(_ range: Range<Int>) {
        let run = Array(elements[range])
        var places = [Int](repeating: 0, count: 257)
        for element in run { places[Int(element.combiningClass) + 1] += 1 }
        for index in 1..<places.count { places[index] += places[index - 1] }
        for element in run {
            elements[range.lowerBound + places[Int(element.combiningClass)]] = element
            places[Int(element.combiningClass)] += 1
        }
    }

    /// Joins each character with the last starter before it where they compose and nothing between them blocks it.
    private mutating func compose() {
        var starter: Int?
        var count = 0
        for element in elements {
            if let starter {
                // Marks come in order, so the last one kept has the highest class of those between.
                let isBlocked =
                    count - 1 > starter && elements[count - 1].combiningClass >= element.combiningClass
                if !isBlocked {
                    let composite = weft_icu_compose(form, elements[starter].scalar, element.scalar)
                    if composite >= 0 {
                        elements[starter].scalar = UInt32(composite)
                        continue
                    }
                }
            }
            if element.combiningClass == 0 { starter = count }
            elements[count] = element
            count += 1
        }
        elements.removeLast(elements.count - count)
    }
}
