import WeftTensors

/// A batch on its way through a network: what every layer needs and none owns.
package struct Pass {
    /// The shape of the batch.
    package let sequences: PackedSequences
    /// Where activations are cut from; the caller says until when they stay.
    package let workspace: Arena
    package let team: ThreadTeam

    package init(_ sequences: PackedSequences, workspace: Arena, team: ThreadTeam) {
        self.sequences = sequences
        self.workspace = workspace
        self.team = team
    }
}
