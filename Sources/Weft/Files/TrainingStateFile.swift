import WeftCheckpoint
import WeftLayers
import WeftTensors
import WeftTraining

/// A training on its way, in a file: all that ``TrainingState`` holds, and what it belongs to.
package struct TrainingStateFile {
    /// The training that a state belongs to.
    package struct Identity<Options: ListedOptions> {
        package let task: ModelTask
        package private(set) var options: Options
        /// A number that depends on all the training data.
        package let dataHash: UInt64

        package init(task: ModelTask, options: Options, dataHash: UInt64) {
            self.task = task
            self.options = options
            // How long a training may take is no part of what it is.
            self.options.training.timeLimit = nil
            self.dataHash = dataHash
        }

        /// Refuses a state of another training. More epochs than it was begun with are no other training.
        fileprivate func check(_ file: ModelFile, epochs: (TrainingOptions) -> Int) throws {
            let path = file.reader.path
            let found: Options = try file.options()
            var differences = options.listed.differences(to: found.listed)
            let (planned, begun) = (epochs(options.training), epochs(found.training))
            if planned < begun { differences.append("epochs: expected at least \(begun), found \(planned)") }
            if !differences.isEmpty { throw ModelError.otherOptions(path: path, differences: differences) }
            if file.reader.metadata["data_hash"] != String(dataHash, radix: 16) {
                throw ModelError.otherTraining(path: path, part: "training data")
            }
        }
    }

    /// Saves a state. The file is replaced at once or not at all.
    package static func save(
        _ state: TrainingState, of training: Identity<some ListedOptions>, to path: String, threads: Int
    ) throws {
        var metadata = ModelFile.metadata(task: training.task)
        metadata[ModelFile.kindKey] = ModelFile.Kind.trainingState.rawValue
        metadata["options"] = training.options.json.description
        metadata["data_hash"] = String(training.dataHash, radix: 16)
        metadata["progress"] = state.progress.members.json.description
        var writer = SafetensorsWriter(metadata: metadata)
        for (name, buffer) in state.buffers { writer.add(buffer, prefix: name + ".") }
        writer.add("carried", shape: [state.carried.count], floats: state.carried)
        var options = SafetensorsWriter.Options()
        options.threads = threads
        try writer.write(to: path, options: options)
    }

    /// Fills the buffers of a fresh trainer's state and gives the progress and the carried state.
    ///
    /// - Parameter epochs: The epochs that this training would make of some options.
    package static func load(
        into state: TrainingState, of training: Identity<some ListedOptions>, epochs: (TrainingOptions) -> Int,
        from path: String, threads: Int
    ) throws -> (progress: TrainingProgress, carried: [Float]) {
        let file = try ModelFile(path: path, expecting: training.task)
        try file.check(kind: .trainingState)
        try training.check(file, epochs: epochs)
        let progress = try file.progress()
        let carried = try file.reader.floats(named: "carried")
        guard carried.count == state.carried.count else {
            throw ModelError.inconsistent(
                path: path, part: "carried", expected: "\(state.carried.count) numbers", found: "\(carried.count)")
        }
        let team = ThreadTeam(count: threads)
        for (name, buffer) in state.buffers { try file.load(into: buffer, prefix: name + ".", team: team) }
        return (progress, carried)
    }
}

extension TrainingProgress {
    fileprivate var members: [String: String] {
        Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

extension ModelFile {
    fileprivate func progress() throws -> TrainingProgress {
        let members: [String: String] = try value("progress")
        let known = TrainingProgress().members
        if let unknown = members.keys.sorted().first(where: { known[$0] == nil }) {
            throw ModelError.unknownKey(path: reader.path, part: "progress", key: unknown)
        }
        return try TrainingProgress(fields: members)
    }
}

/// A hash of training data: FNV-1a over whole numbers. It guards against mistakes, not against malice.
package struct DataHash {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func add(_ number: Int32) {
        value = (value ^ UInt64(UInt32(bitPattern: number))) &* 0x100_0000_01b3
    }

    package mutating func add(_ numbers: [Int32]) {
        add(Int32(truncatingIfNeeded: numbers.count))
        for number in numbers { add(number) }
    }
}
