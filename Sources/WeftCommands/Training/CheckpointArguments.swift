import ArgumentParser

/// Where a training saves itself on its way, and where it goes on from.
struct CheckpointArguments: ParsableArguments {
    @Option(help: "Where to save the state of the training on its way.")
    var checkpoint: String?

    @Option(help: "Steps between two saves of the state.")
    var checkpointEvery = 200

    @Option(help: "Go on from a saved state, with the same data and options; further saves go there too.")
    var resume: String?

    func validate() throws { try expect("checkpoint-every", checkpointEvery, in: 1...1_000_000_000) }

    /// The file to save to, if any.
    var file: String? { checkpoint ?? resume }
}
