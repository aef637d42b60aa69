#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The margins of one document and what follows from them, four lanes at a time.
struct MarginRow {
    /// Probabilities, directions, biases and their directions; [4][groups].
    private let base: UnsafeMutablePointer<SIMD4<Float>>
    private let groups: Int
    private let layout: PanelLayout
    private let rowCount: Int
    private let line: RegressionObjective.Line
    private var largest: Float = 0

    init(base: UnsafeMutablePointer<SIMD4<Float>>, layout: PanelLayout, rowCount: Int, line: RegressionObjective.Line) {
        self.base = base
        self.layout = layout
        self.rowCount = rowCount
        self.line = line
        groups = layout.laneCount / 4
        for lane in 0..<layout.laneCount {
            let isClass = lane < layout.classCount
            /// Lanes beyond the last class get no probability.
            base[2 * groups + lane / 4][lane % 4] = isClass ? Float(line.bias[lane]) : -1e30
            base[3 * groups + lane / 4][lane % 4] = isClass ? Float(line.biasDirection[lane]) : 0
        }
    }

    /// Computes the margins of a document at a step along the line.
    @inline(__always)
    mutating func read(_ row: Int, step: Float) {
        var top = SIMD4<Float>(repeating: -.infinity)
        var group = 0
        for panel in layout.widths.indices {
            let offset = layout.offset(panel: panel, row: row, rowCount: rowCount)
            let margins = line.margins.vectors(at: offset, as: SIMD4<Float>.self)
            let directions = line.marginDirection.vectors(at: offset, as: SIMD4<Float>.self)
            for part in 0..<(layout.widths[panel] / 4) {
                let direction = directions[part] + base[3 * groups + group]
                let margin = margins[part] + base[2 * groups + group] + step * direction
                base[group] = margin
                base[groups + group] = direction
                top.replace(with: margin, where: margin .> top)
                group += 1
            }
        }
        largest = top.max()
    }

    /// Turns margins into probabilities and returns the loss and its derivatives by the step.
    @inline(__always)
    func softmax(label: Int) -> (loss: Double, slope: Float, curvature: Float) {
        let target = base[label / 4][label % 4]
        let targetDirection = base[groups + label / 4][label % 4]
        var sums = SIMD4<Float>.zero
        var firsts = SIMD4<Float>.zero
        var seconds = SIMD4<Float>.zero
        for group in 0..<groups {
            let power = Self.exponential(base[group] - largest)
            let direction = base[groups + group] - targetDirection
            base[group] = power
            sums += power
            firsts += power * direction
            seconds += power * direction * direction
        }
        let sum = sums.sum()
        let scale = 1 / sum
        for group in 0..<groups { base[group] *= scale }
        let mean = firsts.sum() * scale
        return (log(Double(sum)) + Double(largest - target), mean, seconds.sum() * scale - mean * mean)
    }

    /// Writes `(p − y) · scale` for a document and keeps it for `residual`.
    @inline(__always)
    func writeResiduals(_ row: Int, to residuals: FloatSlot, label: Int, scale: Float) {
        base[label / 4][label % 4] -= 1
        var group = 0
        for panel in layout.widths.indices {
            let offset = layout.offset(panel: panel, row: row, rowCount: rowCount)
            let result = residuals.vectors(at: offset, as: SIMD4<Float>.self)
            for part in 0..<(layout.widths[panel] / 4) {
                base[group] *= scale
                result[part] = base[group]
                group += 1
            }
        }
    }

    @inline(__always)
    func residual(_ lane: Int) -> Float { base[lane / 4][lane % 4] }

    /// The exponential of numbers not above 0, to about 2e-7 relative; 0 below −87.
    ///
    /// `exp(x) = 2ⁿ exp(r)`, `|r| <= ln 2 / 2`. Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
    @inline(__always)
    static func exponential(_ x: SIMD4<Float>) -> SIMD4<Float> {
        let isTiny = x .< -87
        let clamped = x.replacing(with: -87, where: isTiny)
        let shifted = clamped * 1.442_695_04 + 12_582_912
        let whole = shifted - 12_582_912
        let rest = clamped - whole * 0.693_359_375 + whole * 2.121_944_4e-4
        var series = rest * (1.0 / 5040) + (1.0 / 720)
        series = series * rest + (1.0 / 120)
        series = series * rest + (1.0 / 24)
        series = series * rest + (1.0 / 6)
        series = series * rest + 0.5
        series = series * rest * rest + rest + 1
        let bits = unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &<< 23
        let power = unsafeBitCast(bits &+ 0x3f80_0000, to: SIMD4<Float>.self)
        return (series * power).replacing(with: 0, where: isTiny)
    }
}
