import TestSupport
import Testing

/// Trainings of small models by the built command, in a folder of their own.
struct Trial {
    enum Task: String, CaseIterable {
        case classifier
        case languageModel = "language-model"
    }

    let task: Task
    let folder = TemporaryFolder()

    /// Labelled documents, which are a text as well, that train in a moment.
    static let data = (0..<24).map { "\($0 % 2 == 0 ? "odd" : "even")\tdocument number \($0)\n" }.joined()

    /// Trains on a file and saves `model.weft`, or another file; run by a launcher as `Executable.run` says.
    func train(_ file: String, _ options: [String] = [], output: String? = nil, by launcher: [String] = []) throws
        -> Executable.Run
    {
        let small = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1"]
        let own = task == .classifier ? ["--no-baseline"] : ["--window", "20"]
        return try Executable.run(
            ["train", task.rawValue, file, "--output", output ?? folder.file("model.weft")] + small + own + options,
            by: launcher)
    }

    /// The path of a model of ``data``.
    func model() throws -> String {
        let run = try train(folder.write(Self.data, to: "data.tsv"))
        #expect(run.code == 0, "\(run.error)")
        return folder.file("model.weft")
    }
}
