import WeftTensors

/// The columns of activations: one or more parts side by side, each padded to whole blocks of 16.
///
/// The output of a bidirectional layer of H units is the parts [H, H]; the gates of a cell are a part a gate.
package struct Features: Sendable, Equatable {
    /// Logical sizes of the parts in the order of storage.
    package let parts: [Int]
    /// PyTorch's order: its k-th part is our part `order[k]`.
    package let order: [Int]

    package init(_ parts: [Int], order: [Int]? = nil) {
        self.parts = parts
        self.order = order ?? Array(parts.indices)
    }

    package init(_ count: Int) { self.init([count]) }

    /// Logical columns.
    package var count: Int { parts.reduce(0, +) }
    /// Columns in storage.
    package var paddedCount: Int { parts.reduce(0) { $0 + Matrix.padded($1) } }

    /// A run of columns that lie side by side in PyTorch's order and in storage.
    package struct Piece: Sendable {
        package let logical: Int
        package let stored: Int
        package let count: Int
    }

    /// The parts in PyTorch's order.
    package var pieces: [Piece] {
        var starts: [Int] = []
        var next = 0
        for part in parts {
            starts.append(next)
            next += Matrix.padded(part)
        }
        var logical = 0
        return order.map { part in
            defer { logical += parts[part] }
            return Piece(logical: logical, stored: starts[part], count: parts[part])
        }
    }

    /// Where PyTorch's columns lie in storage: the k-th of them is column `result[k]`.
    package var positions: [Int] { pieces.flatMap { $0.stored..<$0.stored + $0.count } }
}
