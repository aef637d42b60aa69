import Synchronization
import WeftCheckpoint
import WeftLayers

/// Rows of a table that are read from the model file when they are first needed.
///
/// To label one line takes a few rows of an embedding of tens of thousands; reading them alone is what makes a cold
/// start short. A row costs the frame of the file that holds it, though: once single rows have cost as much as the whole
/// table, the rest is read at once, so that no use costs more than twice as much as reading all in the beginning.
package final class TableRows: Sendable {
    private struct Known {
        var isThere: [Bool]
        var count = 0
        /// Bytes decoded so far.
        var cost = 0

        var missing: [Int] { isThere.indices.filter { !isThere[$0] } }
    }

    private let reader: SafetensorsReader
    private let entry: ParameterEntry
    private let values: ParameterBuffer
    private let threads: Int
    private let known: Mutex<Known>

    /// - Parameter values: Made for what the file holds, so that the table is known to be there.
    package init(_ reader: SafetensorsReader, entry: ParameterEntry, values: ParameterBuffer, threads: Int) {
        self.reader = reader
        self.entry = entry
        self.values = values
        self.threads = threads
        known = Mutex(Known(isThere: Array(repeating: false, count: entry.slot.rows)))
    }

    /// Makes sure that the rows of these ids are there. Rows that are there already are not touched, so others may read
    /// them meanwhile.
    package func require(_ ids: [Int32]) throws {
        try known.withLock { known in
            guard known.count < known.isThere.count else { return }
            var missing: Set<Int> = []
            for id in ids where !known.isThere[Int(id)] { missing.insert(Int(id)) }
            guard !missing.isEmpty else { return }
            let rows = missing.sorted()
            let table = try reader.tensor(entry.name)
            known.cost += reader.cost(rows: rows, of: table)
            try load(known.cost < table.byteRange.count ? rows : known.missing, &known)
        }
    }

    /// Makes sure that all rows are there.
    package func requireAll() throws {
        try known.withLock { known in try load(known.missing, &known) }
    }

    private func load(_ rows: [Int], _ known: inout Known) throws {
        values.loadRows(
            entry, at: rows, from: try reader.values(of: entry, in: values.precision, rows: rows, threads: threads))
        for row in rows { known.isThere[row] = true }
        known.count += rows.count
    }
}
