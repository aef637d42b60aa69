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
                for column in right.indices {
                    partial.base[unit * pairs + row * right.count + column] = dot(
                        left[row].pointer + start, right[column].pointer + start, length)
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
    private static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Double {
        let left = UnsafeRawPointer(x).assumingMemoryBound(to: SIMD8<Float>.self)
        let right = UnsafeRawPointer(y).assumingMemoryBound(to: SIMD8<Float>.self)
        var total = 0.0
        var index = 0
        while index < count / 8 {
            /// Sixteen products a lane lose nothing that matters; longer sums go on in double precision.
            let end = min(count / 8, index + 16)
            var sum = SIMD8<Float>.zero
            while index < end {
                sum += left[index] * right[index]
                index += 1
            }
            total += Double(sum[0] + sum[4]) + Double(sum[1] + sum[5])
            total += Double(sum[2] + sum[6]) + Double(sum[3] + sum[7])
        }
        return total
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
            for term in terms.dropFirst() {
                let next = (term.vector.pointer + unit * grain).vectors
                let factor = SIMD8<Float>(repeating: term.factor)
                for index in 0..<count { vectors[index] += factor * next[index] }
            }
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
