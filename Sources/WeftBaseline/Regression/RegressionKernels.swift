import WeftTensors

/// The loops in which a fit spends its time.
enum RegressionKernels {
    /// Elements of a vector that one unit of work takes; fixed, so that sums do not depend on the number of threads.
    static let grain = 8192

    /// Calls `body` for each unit, on a team if there is one.
    static func run(_ units: Int, on team: ThreadTeam?, _ body: @Sendable (_ unit: Int) -> Void) {
        if let team {
            team.run(units, body)
        } else {
            for unit in 0..<units { body(unit) }
        }
    }

    /// Returns the products of each left vector with each right one, [left][right], summed in double precision.
    static func dots(_ left: [FloatSlot], _ right: [FloatSlot], team: ThreadTeam?) -> [[Double]] {
        let count = left.first?.count ?? 0
        let units = (count + grain - 1) / grain
        let pairs = left.count * right.count
        let partial = DoubleSlots(count: units * pairs)
        run(units, on: team) { unit in
            let start = unit * grain
            let length = min(grain, count - start)
            for row in left.indices {
                let sums = partial.base + unit * pairs + row * right.count
                let x = left[row].pointer + start
                if right.count == 3 {
                    let (a, b, c) = (right[0].pointer + start, right[1].pointer + start, right[2].pointer + start)
                    (sums[0], sums[1], sums[2]) = dot(x, a, b, c, length)
                } else {
                    for column in right.indices { sums[column] = dot(x, right[column].pointer + start, length) }
                }
            }
        }
        return left.indices.map { row in
            right.indices.map { column in
                (0..<units).reduce(0) { $0 + partial.base[$1 * pairs + row * right.count + column] }
            }
        }
    }

    /// The product of two aligned vectors whose length is a multiple of 16.
    private static func dot(
        _ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int
    ) -> Double {
        let (x, y) = (x.vectors, y.vectors)
        var total = 0.0
        var index = 0
        while index < count / 8 {
            let end = min(count / 8, index + chunk)
            var sum = SIMD8<Float>.zero
            while index < end {
                sum += x[index] * y[index]
                index += 1
            }
            total += widened(sum)
        }
        return total
    }

    /// The products of a vector with three others, in one reading of it: those of every step with the new ones.
    private static func dot(
        _ x: UnsafeMutablePointer<Float>, _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>,
        _ c: UnsafeMutablePointer<Float>, _ count: Int
    ) -> (Double, Double, Double) {
        let (x, a, b, c) = (x.vectors, a.vectors, b.vectors, c.vectors)
        var total = (0.0, 0.0, 0.0)
        var index = 0
        while index < count / 8 {
            let end = min(count / 8, index + chunk)
            var (first, second, third) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
            while index < end {
                let value = x[index]
                first += value * a[index]
                second += value * b[index]
                third += value * c[index]
                index += 1
            }
            total = (total.0 + widened(first), total.1 + widened(second), total.2 + widened(third))
        }
        return total
    }

    /// Sixteen products a lane lose nothing that matters; longer sums go on in double precision.
    private static let chunk = 16

    @inline(__always)
    private static func widened(_ sum: SIMD8<Float>) -> Double {
        let low = Double(sum[0] + sum[4]) + Double(sum[1] + sum[5])
        return low + (Double(sum[2] + sum[6]) + Double(sum[3] + sum[7]))
    }

    /// The largest magnitude in a vector.
    static func largestMagnitude(_ vector: FloatSlot) -> Float {
        var squares = SIMD8<Float>.zero
        let vectors = vector.pointer.vectors
        for index in 0..<(vector.count / 8) { squares.raise(toSquareOf: vectors[index]) }
        return squares.largest.squareRoot()
    }

    /// Sets `result = Σ factor · vector`; `result` may be one of the vectors if it is the first.
    static func combine(_ terms: [(factor: Float, vector: FloatSlot)], into result: FloatSlot, team: ThreadTeam?) {
        let units = (result.count + grain - 1) / grain
        run(units, on: team) { unit in
            let vectors = (result.pointer + unit * grain).vectors
            let count = min(grain, result.count - unit * grain) / 8
            guard let first = terms.first else {
                for index in 0..<count { vectors[index] = .zero }
                return
            }
            let start = (first.vector.pointer + unit * grain).vectors
            for index in 0..<count { vectors[index] = first.factor * start[index] }
            var index = 1
            while index < terms.count {
                /// Four at a time, so that the result is read and written a quarter as often.
                if index + 4 <= terms.count {
                    add(terms[index], terms[index + 1], terms[index + 2], terms[index + 3], unit, to: vectors, count)
                    index += 4
                } else {
                    let next = (terms[index].vector.pointer + unit * grain).vectors
                    let factor = terms[index].factor
                    for element in 0..<count { vectors[element] += factor * next[element] }
                    index += 1
                }
            }
        }
    }
}

extension RegressionKernels {
    private typealias Term = (factor: Float, vector: FloatSlot)

    /// Adds four terms to the vectors of a unit, one after the other in each element.
    @inline(__always)
    private static func add(
        _ a: Term, _ b: Term, _ c: Term, _ d: Term, _ unit: Int, to vectors: UnsafeMutablePointer<SIMD8<Float>>,
        _ count: Int
    ) {
        let (first, second) = ((a.vector.pointer + unit * grain).vectors, (b.vector.pointer + unit * grain).vectors)
        let (third, fourth) = ((c.vector.pointer + unit * grain).vectors, (d.vector.pointer + unit * grain).vectors)
        for index in 0..<count {
            var sum = vectors[index] + a.factor * first[index]
            sum += b.factor * second[index]
            sum += c.factor * third[index]
            vectors[index] = sum + d.factor * fourth[index]
        }
    }
}

extension UnsafeMutablePointer<Float> {
    /// The same memory in vectors of eight.
    @inline(__always)
    fileprivate var vectors: UnsafeMutablePointer<SIMD8<Float>> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: SIMD8<Float>.self)
    }
}

/// Numbers that units of work leave for the caller to add up in order.
final class DoubleSlots: @unchecked Sendable {  // each unit writes its own numbers
    let base: UnsafeMutablePointer<Double>

    init(count: Int) {
        base = .allocate(capacity: max(1, count))
        base.initialize(repeating: 0, count: max(1, count))
    }

    deinit { base.deallocate() }
}
