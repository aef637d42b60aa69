/// One row of a panel in registers: a single number or a vector of lanes.
protocol PanelRow {
    static var zero: Self { get }
    static func += (left: inout Self, right: Self)
    static func * (left: Float, right: Self) -> Self

    /// Keeps, lane by lane, the larger of this and the square of another row.
    mutating func raise(toSquareOf other: Self)

    /// The largest lane.
    var largest: Float { get }
}

extension Float: PanelRow {
    @inline(__always)
    mutating func raise(toSquareOf other: Float) { self = Swift.max(self, other * other) }

    @inline(__always)
    var largest: Float { self }
}

extension SIMD where Scalar == Float {
    @inline(__always)
    mutating func raise(toSquareOf other: Self) {
        let square = other * other
        replace(with: square, where: square .> self)
    }

    var largest: Float { max() }
}

extension SIMD4: PanelRow where Scalar == Float {}
extension SIMD8: PanelRow where Scalar == Float {}
