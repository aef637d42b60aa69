/// How a dense [rows, classes] matrix lies in memory while a regression is fitted.
///
/// The classes are cut into panels of 8 lanes, the last one of 8 or 4 (a single class has one panel of one lane), and
/// panels follow each other, each [rows, lanes]. So a row of a panel is one vector at an aligned address, whatever the
/// number of classes, panels can be worked on apart, and a narrow panel stays in cache while rows are visited in any
/// order. Lanes beyond the last class hold zeros.
struct PanelLayout: Sendable, Equatable {
    let classCount: Int
    /// The number of lanes of each panel.
    let widths: [Int]
    /// The number of lanes before each panel.
    let starts: [Int]
    /// All lanes together.
    let laneCount: Int

    init(classCount: Int) {
        var widths: [Int] = []
        var remaining = classCount
        while remaining > 0 {
            let width = classCount == 1 ? 1 : remaining > 4 ? 8 : 4
            widths.append(width)
            remaining -= width
        }
        self.classCount = classCount
        self.widths = widths
        starts = widths.indices.map { widths[..<$0].reduce(0, +) }
        laneCount = widths.reduce(0, +)
    }

    /// Where row `row` of panel `panel` begins in a matrix of `rowCount` rows.
    @inline(__always)
    func offset(panel: Int, row: Int, rowCount: Int) -> Int {
        starts[panel] * rowCount + row * widths[panel]
    }

    /// The number of floats of a matrix, rounded up so that matrices in a row stay aligned to 64 bytes.
    func floatCount(rowCount: Int) -> Int {
        (laneCount * rowCount + 15) / 16 * 16
    }
}
