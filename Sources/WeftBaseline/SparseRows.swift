/// A sparse matrix of single-precision numbers by rows (compressed sparse rows).
public struct SparseRows: Sendable, Equatable {
    /// The number of columns.
    public let columnCount: Int
    /// Row `i` is `rowStarts[i]..<rowStarts[i + 1]` of the two arrays below; [rows + 1].
    public internal(set) var rowStarts: [Int] = [0]
    /// The column of each entry, ascending inside a row.
    public internal(set) var columns: [Int32] = []
    /// The value of each entry.
    public internal(set) var values: [Float] = []

    /// Creates a matrix without rows.
    public init(columnCount: Int) {
        self.columnCount = columnCount
    }

    /// The number of rows.
    public var rowCount: Int { rowStarts.count - 1 }

    /// The number of entries.
    public var entryCount: Int { columns.count }

    /// The positions of a row's entries.
    public func range(of row: Int) -> Range<Int> {
        rowStarts[row]..<rowStarts[row + 1]
    }

    /// Appends a row.
    ///
    /// - Parameter entries: Columns, each once and ascending, with their values.
    public mutating func append(row entries: [(column: Int, value: Float)]) {
        var previous = -1
        for (column, value) in entries {
            precondition(column > previous && column < columnCount, "column \(column) after \(previous)")
            previous = column
            columns.append(Int32(column))
            values.append(value)
        }
        rowStarts.append(columns.count)
    }

    /// Ends a row whose entries were appended to the arrays directly.
    mutating func endRow() {
        rowStarts.append(columns.count)
    }
}
