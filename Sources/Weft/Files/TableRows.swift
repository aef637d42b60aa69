import Synchronization
import WeftCheckpoint
import WeftLayers

/// Rows of a table that are read from the model file when they are first needed.
///
/// To label one line takes a few rows of an embedding of tens of thousands; reading them alone is what makes a cold
/// start short. Once a good part has been asked for, the rest is read at once.
package final class TableRows: Sendable {
    private struct Known {
        var isThere: [Bool]
        var count = 0
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
            var missing: [Int] = []
            for id in ids where !known.isThere[Int(id)] {
                known.isThere[Int(id)] = true
                missing.append(Int(id))
            }
            if (known.count + missing.count) * 8 > known.isThere.count {
                for id in missing { known.isThere[id] = false }
                missing = known.isThere.indices.filter { !known.isThere[$0] }
            }
            try load(missing, &known)
        }
    }

    /// Makes sure that all rows are there.
    package func requireAll() throws {
        try known.withLock { known in try load(known.isThere.indices.filter { !known.isThere[$0] }, &known) }
    }

    private func load(_ rows: [Int], _ known: inout Known) throws {
        do {
            let found = try reader.values(of: entry, in: values.precision, rows: rows, threads: threads)
            values.loadRows(entry, at: rows, from: found)
        } catch {
            for row in rows { known.isThere[row] = false }
            throw error
        }
        for row in rows { known.isThere[row] = true }
        known.count += rows.count
    }
}
