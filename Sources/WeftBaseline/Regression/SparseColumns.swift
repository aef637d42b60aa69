#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A sparse matrix by columns, for fitting: the features that occur in one document only are merged.
///
/// With a squared penalty on the weights, the weights of all features that occur in document `i` alone stay
/// proportional to their values there: `w_f = x_if · a_i`. So they act like one feature of value `h_i = sqrt(Σ x_if²)`,
/// and replacing them by it changes nothing but the cost; with word bigrams that is most of the features.
struct SparseColumns: Sendable {
    /// One entry of a column.
    struct Entry: Sendable {
        var row: Int32
        var value: Float
    }

    let rowCount: Int
    /// Column `j` is `starts[j]..<starts[j + 1]` of `entries`; [columns + 1].
    private(set) var starts: [Int]
    /// Rows ascend inside a column.
    private(set) var entries: [Entry]
    /// The column that stands for each feature, −1 for a feature that never occurs; [features].
    private(set) var featureColumns: [Int32]
    /// The weight of a feature is this times the weight of its column; [features].
    private(set) var featureScales: [Float]

    var columnCount: Int { starts.count - 1 }

    /// Transposes a matrix.
    ///
    /// - Complexity: O(entries + rows + features).
    init(merging rows: SparseRows) {
        var counts = [Int32](repeating: 0, count: rows.columnCount)
        for column in rows.columns { counts[Int(column)] += 1 }
        rowCount = rows.rowCount
        featureColumns = Array(repeating: -1, count: rows.columnCount)
        featureScales = Array(repeating: 1, count: rows.columnCount)
        starts = [0]
        for feature in Self.shared(counts, rowCount: rowCount) {
            featureColumns[Int(feature)] = Int32(starts.count - 1)
            starts.append(starts[starts.count - 1] + Int(counts[Int(feature)]))
        }
        entries = Array(repeating: Entry(row: 0, value: 0), count: starts[starts.count - 1])
        var next = starts
        for row in 0..<rows.rowCount {
            for position in rows.range(of: row) {
                let column = featureColumns[Int(rows.columns[position])]
                guard column >= 0 else { continue }
                entries[next[Int(column)]] = Entry(row: Int32(row), value: rows.values[position])
                next[Int(column)] += 1
            }
        }
        for row in 0..<rows.rowCount { merge(row, of: rows, counts: counts) }
    }

    /// The features of more than one row, those of fewest rows first, equals ascending.
    private static func shared(_ counts: [Int32], rowCount: Int) -> [Int32] {
        var next = [Int](repeating: 0, count: rowCount + 2)
        for count in counts where count > 1 { next[Int(count) + 1] += 1 }
        for count in next.indices.dropFirst() { next[count] += next[count - 1] }
        var sorted = [Int32](repeating: 0, count: next[rowCount + 1])
        for (feature, count) in counts.enumerated() where count > 1 {
            sorted[next[Int(count)]] = Int32(feature)
            next[Int(count)] += 1
        }
        return sorted
    }

    /// Adds the column that stands for the features of one row alone.
    private mutating func merge(_ row: Int, of rows: SparseRows, counts: [Int32]) {
        let alone = rows.range(of: row).filter { counts[Int(rows.columns[$0])] == 1 }
        let sum = alone.reduce(0.0) { $0 + Double(rows.values[$1]) * Double(rows.values[$1]) }
        guard sum > 0 else { return }
        let value = sum.squareRoot()
        for position in alone {
            featureColumns[Int(rows.columns[position])] = Int32(columnCount)
            featureScales[Int(rows.columns[position])] = Float(Double(rows.values[position]) / value)
        }
        entries.append(Entry(row: Int32(row), value: Float(value)))
        starts.append(entries.count)
    }

    /// Cuts the columns into ranges of about equal numbers of entries.
    func blocks(_ count: Int) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var first = 0
        for block in 1...count {
            let goal = entries.count * block / count
            var end = first
            while end < columnCount, block == count || starts[end] < goal { end += 1 }
            blocks.append(first..<end)
            first = end
        }
        return blocks
    }
}
