import WeftLayers
import WeftTensors

/// The layers of a task's model, whose parameters lie in one layout.
package protocol SequenceNetwork: Sendable {
    /// The weights in the forms that training needs.
    associatedtype Prepared: PreparedNetwork

    var layout: ParameterLayout { get }
    var embedding: Embedding { get }
    var encoder: Encoder { get }

    /// Cuts the prepared weights from an arena.
    func makePrepared(_ values: ParameterBuffer, in arena: Arena) -> Prepared
    /// Remakes them after a change of the values.
    func prepare(_ values: ParameterBuffer, into prepared: Prepared, team: ThreadTeam)
}

/// The weights of a network in the forms that training needs.
package protocol PreparedNetwork: Sendable {
    var encoder: EncoderWeights { get }
}

extension SequenceNetwork {
    /// The table whose rows are fetched from a model's file when they are first needed.
    var lazyTable: ParameterEntry { layout.entries[embedding.table.index] }
}

/// A trained network with its weights, in the numbers that they are kept in, ready to be used by several sessions at once:
/// it never changes.
package final class NetworkWeights<Network: SequenceNetwork>: Sendable {
    package let network: Network
    /// What the network computes with; rows of the lazy table may still be missing: see ``completeValues``.
    let values: ParameterBuffer
    let encoder: EncoderWeights
    /// Fetches rows of the lazy table when they are first needed; nil when all are there.
    let rows: TableRows?
    private let arena: Arena

    /// Prepares the weights in `values` for inference.
    package init(
        _ network: Network, values: ParameterBuffer, rows: TableRows? = nil, team: ThreadTeam
    ) throws(ArenaError) {
        self.network = network
        self.values = values
        self.rows = rows
        arena = try Arena(capacity: network.encoder.preparedFloats(training: false))
        encoder = network.encoder.makeWeights(values, training: false, in: arena)
        encoder.prepare(team: team)
    }

    /// Reads the weights of a network from a model's file; rows of the lazy table when they are needed.
    ///
    /// - Parameter threads: How many threads decode.
    package convenience init(_ network: Network, from file: ModelFile, threads: Int) throws {
        let values = try file.makeValues(network.layout, hasSparseTables: true)
        let team = ThreadTeam(count: threads)
        try file.load(into: values, withTables: false, team: team)
        let rows = TableRows(file.reader, entry: network.lazyTable, values: values, threads: threads)
        try self.init(network, values: values, rows: rows, team: team)
    }

    /// All values, the rows that were not needed yet included.
    package var completeValues: ParameterBuffer {
        get throws {
            try rows?.requireAll()
            return values
        }
    }
}

package typealias ClassifierWeights = NetworkWeights<ClassifierNetwork>
package typealias LanguageModelWeights = NetworkWeights<LanguageModelNetwork>
