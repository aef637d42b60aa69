/// A recurrent cell by its name on the command line and in model files.
///
/// A cell is a file in this folder that declares one, and its name in ``allCases``.
public struct CellKind: Sendable, RawRepresentable, CaseIterable {
    /// The name.
    public let rawValue: String
    /// What layers are made of.
    package let cell: Cell

    /// Every cell, in the order in which help texts name them.
    public static let allCases: [CellKind] = [.lstm, .peephole, .gru, .elman, .elmanReLU, .minGRU]

    init(_ name: String, _ cell: Cell) {
        rawValue = name
        self.cell = cell
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
    /// Makes a layer of this cell and declares its parameters.
    package func makeLayer(
        inputs: Features, hiddenSize: Int, at place: LayerPlace, in layout: inout ParameterLayout
    ) -> any SequenceLayer {
        GatedLayer(cell, inputs: inputs, hiddenSize: hiddenSize, at: place, in: &layout)
    }
}
