import WeftTensors

/// A table of vectors, one a token id: gathers rows forward, and adds to a ``SparseGradient`` backward.
package struct Embedding: Sendable {
    /// Rows of a unit of work.
    private static let grain = 64

    package let table: Slot  // [V, E]
    package let vocabularySize: Int
    package let size: Int
    /// An id whose row gets no gradient, as it stands for no token.
    package let padding: Int?

    package var outputs: Features { Features(size) }

    /// Declares `name.weight`.
    package init(
        _ name: String = "embedding", vocabularySize: Int, size: Int, padding: Int? = nil,
        in layout: inout ParameterLayout
    ) {
        precondition(vocabularySize > 0 && size > 0, "an embedding needs rows and columns")
        self.vocabularySize = vocabularySize
        self.size = size
        self.padding = padding
        layout.group = name
        table = layout.table("\(name).weight", rows: vocabularySize, columns: size, padding: padding)
    }

    /// Makes the gradient that ``backward(_:outputDeltas:gradient:team:)`` fills.
    package func makeGradient() throws(ArenaError) -> SparseGradient { try SparseGradient(table, padding: padding) }

    /// output [N, E] = the rows of the table at `tokens`, ids in 0..<vocabularySize.
    package func forward(_ tokens: [Int32], values: ParameterBuffer, output: Matrix, team: ThreadTeam) {
        precondition(output.rows == tokens.count && output.paddedColumns == Matrix.padded(size))
        precondition(tokens.allSatisfy { $0 >= 0 && $0 < vocabularySize }, "a token id outside 0..<\(vocabularySize)")
        let source = values.form(table)
        team.split(tokens.count, grain: Embedding.grain) { rows in
            tokens.withUnsafeBufferPointer { tokens in
                guard let ids = tokens.baseAddress else { return }
                source.gather(
                    ids + rows.lowerBound, into: output.rows(from: rows.lowerBound, count: rows.count))
            }
        }
    }

    /// Adds to the gradient: for each id among `tokens`, the sum of its rows of `outputDeltas`.
    package func backward(
        _ tokens: [Int32], outputDeltas: Matrix, gradient: SparseGradient, team: ThreadTeam
    ) {
        gradient.add(ids: tokens, deltas: outputDeltas, team: team)
    }
}

extension ParameterForm {
    /// Row r of `result` = row `ids[r]` of the table.
    fileprivate func gather(_ ids: UnsafePointer<Int32>, into result: Matrix) {
        switch self {
        case .float32(let table):
            for row in 0..<result.rows {
                (result.base + row * result.rowStride)
                    .update(from: table.base + Int(ids[row]) * table.rowStride, count: result.paddedColumns)
            }
        case .bfloat16Table(let table): table.gather(ids, into: result)
        case .int8Table(let table): table.gather(ids, into: result)
        case .int8, .absent: preconditionFailure("an embedding without a table")
        }
    }
}
