import WeftTensors

/// How a fit holds its vectors, chosen by size.
///
/// Every weight matrix that a gradient method started at zero reaches is `Xᵀ A` for some A of the size [documents,
/// classes]. So weights, steps and gradients can be held as A beside their margins `X Xᵀ A`: with n-grams the documents
/// are far fewer than the features, and inner products, line searches and combinations cost little. When the documents
/// (times classes) outnumber the features, weights are held as they are.
enum RegressionSpace: Sendable, Equatable {
    case documents
    case features
}

/// The sizes of a fit, and what follows for its memory.
struct RegressionPlan: Sendable, Equatable {
    let layout: PanelLayout
    let rowCount: Int
    let columnCount: Int
    let space: RegressionSpace
    /// How many steps the method remembers.
    let historySize: Int
    /// Into how many ranges the columns are cut; fixed by the sizes, so that sums do not depend on the threads.
    let blockCount: Int

    /// Chooses the smaller way, and remembers fewer steps where memory is short.
    ///
    /// - Throws: `BaselineError.memory` if three steps do not fit.
    init(columns: SparseColumns, layout: PanelLayout, historySize: Int, memoryLimit: Int) throws(BaselineError) {
        self.layout = layout
        rowCount = columns.rowCount
        columnCount = columns.columnCount
        let isDense = columns.entries.count >= 8 * max(1, columns.rowCount)
        blockCount = isDense ? max(1, 4 / layout.widths.count) : 1
        let sizes = (documents: layout.laneCount * rowCount, features: layout.laneCount * columnCount)
        let blocks = blockCount
        let bytes = { (space: RegressionSpace, history: Int) in
            Self.bytes(space, history: history, sizes: sizes, blockCount: blocks)
        }
        let full = max(3, historySize)
        space = bytes(.documents, full) <= bytes(.features, full) ? .documents : .features
        var history = full
        while history > 3, bytes(space, history) > memoryLimit { history -= 1 }
        guard bytes(space, history) <= memoryLimit else {
            throw .memory(neededBytes: bytes(space, history), limitBytes: memoryLimit)
        }
        self.historySize = history
    }

    /// Bytes of the vectors of a fit.
    private static func bytes(
        _ space: RegressionSpace, history: Int, sizes: (documents: Int, features: Int), blockCount: Int
    ) -> Int {
        let vectors = 2 * (history + 1) + 2
        switch space {
        case .documents: return 4 * sizes.documents * (2 * vectors + 1 + blockCount)
        case .features: return 4 * (sizes.features * vectors + sizes.documents * (3 + blockCount))
        }
    }
}

/// A vector of the method: where it is held, what it does to the margins, and its biases.
struct RegressionVector: Sendable {
    /// [documents or features, lanes].
    let coordinates: FloatSlot
    /// What inner products are taken with: the margins `X Xᵀ A`, or the coordinates themselves.
    let image: FloatSlot
    /// [lanes], 0 beyond the last class.
    var bias: [Double]
}

/// All memory of a fit, allocated once.
final class RegressionMemory {
    let plan: RegressionPlan
    private let coordinates: FloatSlots
    private let documents: FloatSlots
    var weights: RegressionVector
    var gradient: RegressionVector
    var steps: [RegressionVector]
    var changes: [RegressionVector]
    /// [documents, lanes] each.
    let margins: FloatSlot
    let residuals: FloatSlot
    /// The margins along a step, when images are not margins.
    let stepMargins: FloatSlot?
    let partials: [FloatSlot]

    init(_ plan: RegressionPlan) throws(BaselineError) {
        self.plan = plan
        let slots = plan.historySize + 1
        let vectors = 2 * slots + 2
        let isDual = plan.space == .documents
        let layout = plan.layout
        let coordinates = try FloatSlots(
            count: vectors, stride: layout.floatCount(rowCount: isDual ? plan.rowCount : plan.columnCount))
        let documents = try FloatSlots(
            count: (isDual ? vectors : 2) + 1 + plan.blockCount, stride: layout.floatCount(rowCount: plan.rowCount))
        let zeros = [Double](repeating: 0, count: layout.laneCount)
        let made = (0..<vectors).map { index in
            RegressionVector(
                coordinates: coordinates[index], image: isDual ? documents[index] : coordinates[index], bias: zeros)
        }
        self.coordinates = coordinates
        self.documents = documents
        weights = made[0]
        gradient = made[1]
        steps = Array(made[2..<(2 + slots)])
        changes = Array(made[(2 + slots)...])
        margins = documents[0]
        stepMargins = isDual ? nil : documents[1]
        let next = isDual ? vectors : 2
        residuals = documents[next]
        partials = (0..<plan.blockCount).map { documents[next + 1 + $0] }
    }
}
