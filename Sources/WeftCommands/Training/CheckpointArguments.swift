import ArgumentParser
import Weft

/// Where a training saves itself on its way, and where it goes on from.
struct CheckpointArguments: ParsableArguments {
    @Option(help: "Where to save the state of the training on its way.")
    var checkpoint: String?

    @Option(help: "Steps between two saves of the state.")
    var checkpointEvery = 200

    @Option(help: "Go on from a saved state, with the same data and options; further saves go there too.")
    var resume: String?

    func validate() throws {
        try expect("checkpoint-every", checkpointEvery, in: 1...1_000_000_000)
        try expectFile("checkpoint", checkpoint)
        try expectFile("resume", resume)
    }

    /// The file to save to, if any.
    var file: String? { checkpoint ?? resume }

    /// The file that the state of an interrupted training is saved to.
    func interruptionFile(beside output: String) -> String { file ?? output + ".state" }

    /// What a training reads and writes. The file it goes on from may be the one that it saves its state to.
    func fileUse(reads: [String], output: String) -> FileUse {
        var use = FileUse(reads: reads, writes: [output])
        if let resume, let checkpoint, FileIdentity(resume) != FileIdentity(checkpoint) { use.reads.append(resume) }
        if let file { use.writes.append(file) } else { use.mayWrite = [interruptionFile(beside: output)] }
        return use
    }

    /// Finds out before the data are read that there is no state to go on from.
    func check(_ task: ModelTask) throws {
        if let resume { try ModelFile(path: resume, expecting: task).check(kind: .trainingState) }
    }
}
