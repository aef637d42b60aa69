import ArgumentParser
import WeftTensors

/// The options that every verb has, with one meaning everywhere.
///
/// A verb takes them with `@OptionGroup(title: "Global Options") var global: GlobalOptions`.
package struct GlobalOptions: ParsableArguments {
    @Option(help: "The seed of every random choice; the same seed gives the same bytes.")
    package var seed: UInt64 = 1

    @Option(help: "How many threads compute; results do not depend on it. (default: all processors)")
    package var threads: Int?

    @Flag(help: "Write results and faults alone: no progress, no notes.")
    package var quiet = false

    @Flag(help: "Write results as JSON, one object; a line each where there is one result a document.")
    package var json = false

    package init() {}

    package func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("expected --threads between 1 and 1024, found \(threads)")
        }
    }

    /// The number of threads to use: what was asked for, or one for each processor that this process may run on.
    package var threadCount: Int { threads ?? ThreadTeam.availableProcessors }
}
