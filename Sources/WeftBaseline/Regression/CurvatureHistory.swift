/// The inner products of a limited-memory quasi-Newton method: the last steps `s`, the changes of the gradient `y` over
/// them, and the gradient `g`.
///
/// The direction of L-BFGS (Liu & Nocedal 1989) is a combination of these vectors whose factors follow from their inner
/// products alone (Chen, Wang & Zhou 2014, "Large-scale L-BFGS using MapReduce"), so each vector is read twice an
/// iteration, once for the products and once for the combination, however the vectors are held.
struct CurvatureHistory {
    /// Vectors are numbered: steps by slot, then changes by slot, then the gradient.
    private(set) var products: [[Double]]
    /// The slots in use, oldest first.
    private(set) var slots: [Int] = []
    /// Slots: one more than the steps kept at most.
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        products = Array(repeating: Array(repeating: 0, count: 2 * capacity + 1), count: 2 * capacity + 1)
    }

    var gradient: Int { 2 * capacity }

    func change(_ slot: Int) -> Int { capacity + slot }

    /// A slot that no kept step uses; there is always one, because a step is kept in one slot less than there are.
    var freeSlot: Int { (0..<capacity).first { !slots.contains($0) } ?? 0 }

    /// Whether the gradient grew along the step in a slot, beyond rounding; other steps teach nothing.
    func isCurved(_ slot: Int) -> Bool {
        let curvature = products[slot][change(slot)]
        let length = products[change(slot)][change(slot)]
        return curvature > 0 && length > 0 && curvature > 1e-10 * length
    }

    mutating func removeAll() { slots.removeAll() }

    /// Keeps the step in a slot, and forgets the oldest if there would be none free.
    mutating func keep(_ slot: Int) {
        slots.append(slot)
        if slots.count == capacity { slots.removeFirst() }
    }

    mutating func set(_ first: Int, _ second: Int, _ product: Double) {
        products[first][second] = product
        products[second][first] = product
    }

    /// The factors of the next direction, `−H g`, over all vectors.
    func direction() -> [Double] {
        var factors = [Double](repeating: 0, count: products.count)
        factors[gradient] = -1
        guard let newest = slots.last else { return factors }
        var kept = [Double](repeating: 0, count: capacity)
        for slot in slots.reversed() {
            kept[slot] = product(factors, slot) / products[slot][change(slot)]
            factors[change(slot)] -= kept[slot]
        }
        let scale = products[newest][change(newest)] / products[change(newest)][change(newest)]
        for index in factors.indices { factors[index] *= scale }
        for slot in slots {
            let correction = product(factors, change(slot)) / products[slot][change(slot)]
            factors[slot] += kept[slot] - correction
        }
        return factors
    }

    /// The inner product of a combination with one vector.
    func product(_ factors: [Double], _ vector: Int) -> Double {
        var sum = 0.0
        for index in factors.indices where factors[index] != 0 { sum += factors[index] * products[index][vector] }
        return sum
    }
}
