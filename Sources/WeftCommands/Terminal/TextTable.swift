/// A small table for a terminal: a header, a rule, rows; columns as wide as their widest cell in screen columns.
package struct TextTable {
    /// On which side a column's cells stand.
    package enum Alignment: Sendable {
        /// Text.
        case leading
        /// Numbers.
        case trailing
    }

    private let headers: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// - Parameter columns: The header and alignment of each column.
    package init(_ columns: [(header: String, alignment: Alignment)]) {
        headers = columns.map(\.header)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row.
    /// - Precondition: There is a cell for every column.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == headers.count, "\(cells.count) cells in a table of \(headers.count) columns")
        rows.append(cells)
    }

    /// The table as lines without a line feed at the end. Line feeds and tabs inside cells become spaces.
    package var text: String {
        let lines = ([headers] + rows).map { cells in
            cells.map { cell in String(cell.map { $0.isNewline || $0 == "\t" ? " " : $0 }) }
        }
        let widths = headers.indices.map { column in lines.map { $0[column].displayWidth }.max() ?? 0 }
        var text = lines.map { line(of: $0, widths: widths) }
        text.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "──"), at: 1)
        return text.joined(separator: "\n")
    }

    private func line(of cells: [String], widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            let space = String(repeating: " ", count: widths[column] - cells[column].displayWidth)
            return alignments[column] == .leading ? cells[column] + space : space + cells[column]
        }
        let line = padded.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
