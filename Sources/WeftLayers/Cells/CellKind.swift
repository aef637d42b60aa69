/// A recurrent cell by its name on the command line and in model files.
///
/// A cell is a file in this folder that declares one, and its name in ``allCases``.
public struct CellKind: Sendable, RawRepresentable, CaseIterable {
    /// The name.
    public let rawValue: String
    /// What layers are made of.
    package let frame: Frame

    /// The kind of layer that a cell works in.
    package enum Frame: Sendable {
        /// A fused cell, or one whose gates read the input alone: a ``GatedLayer``.
        case gated(Cell)
        /// A cell written as its equations: a ``StepwiseLayer``.
        case stepwise(any StepwiseCell)
    }

    /// Every cell, in the order in which help texts name them.
    public static let allCases: [CellKind] = [.lstm, .peephole, .gru, .elman, .elmanReLU, .minGRU, .mgu]

    init(_ name: String, _ cell: Cell) {
        rawValue = name
        frame = .gated(cell)
    }

    package init(_ name: String, _ cell: any StepwiseCell) {
        rawValue = name
        frame = .stepwise(cell)
    }

    /// The cell of a name; nil if there is none.
    public init?(rawValue: String) {
        guard let found = CellKind.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }
}

extension CellKind: Hashable, CustomStringConvertible {
    /// The name.
    public var description: String { rawValue }

    /// Cells are equal whose names are.
    public static func == (first: CellKind, second: CellKind) -> Bool { first.rawValue == second.rawValue }

    /// Feeds the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension CellKind {
    /// Gates kept for each unit.
    package var gateCount: Int {
        switch frame {
        case .gated(let cell): cell.gateCount
        case .stepwise(let cell): cell.shape.gateCount
        }
    }

    /// Makes a layer of this cell and declares its parameters.
    package func makeLayer(
        inputs: Features, hiddenSize: Int, at place: LayerPlace, in layout: inout ParameterLayout
    ) -> any SequenceLayer {
        switch frame {
        case .gated(let cell): GatedLayer(cell, inputs: inputs, hiddenSize: hiddenSize, at: place, in: &layout)
        case .stepwise(let cell): StepwiseLayer(cell, inputs: inputs, hiddenSize: hiddenSize, at: place, in: &layout)
        }
    }
}
