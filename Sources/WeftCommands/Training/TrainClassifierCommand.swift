import ArgumentParser
import Weft
import WeftCorpora
import WeftTraining

/// `weft train classifier`: trains a text classifier beside its TF-IDF baseline.
struct TrainClassifierCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "classifier",
        abstract: "Train a text classifier and, beside it, a TF-IDF baseline.",
        discussion: """
            TRAIN holds a document a line, label<TAB>text; other formats are guessed from the name or given by --format. \
            A tenth of it validates unless --valid names a file. The model with the best validation is saved. \
            Ctrl-C saves the state of the training and prints the command that goes on from it.

            Examples:
              weft train classifier questions.tsv --test questions-test.tsv --output questions.weft
              weft train classifier reviews.jsonl.zst --text-column body --label-column stars --output reviews.weft
              weft train classifier headlines.tsv --level character --epochs 5 --output headlines.weft
            """)

    @Argument(help: ArgumentHelp("The labelled documents to train on.", valueName: "train"))
    var training: String

    @Option(help: "Labelled documents to judge the model on; nothing depends on them.")
    var test: String?

    @Option(help: "Labelled documents that choose the best weights, or the share of TRAIN to set aside. (default: 0.1)")
    var valid: String?

    @Option(name: .shortAndLong, help: "Where to save the model.")
    var output: String

    @OptionGroup(title: "Documents") var corpus: CorpusArguments
    @OptionGroup(title: "Model and Training") var model: ClassifierArguments
    @OptionGroup(title: "Model and Training") var choice: ChoiceArguments
    @OptionGroup(title: "Checkpoints") var checkpoints: CheckpointArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expectFile("output", output)
        if let share = valid.flatMap(Double.init), !(share > 0 && share < 1) {
            throw ValidationError("expected --valid FILE or a share between 0 and 1, found \(share)")
        }
    }

    var fileUse: FileUse {
        checkpoints.fileUse(
            reads: [training, test, validationFile].compactMap(\.self), output: output)
    }

    /// The file that `--valid` names, where it is not a share.
    private var validationFile: String? { valid.flatMap { Double($0) == nil ? $0 : nil } }

    func run(_ console: Console) throws {
        let interruption = try Interruption.beforeWork()
        try checkpoints.check(.classifier)
        let documents = try corpus.read(training, requiresLabels: true, console: console)
        let tests = try test.map { try corpus.read($0, requiresLabels: true, console: console) } ?? []
        let validation = try validationFile.map { try corpus.read($0, requiresLabels: true, console: console) } ?? []
        var options = try model.options(seed: global.seed)
        options.cell = choice.cell
        options.trainsBaseline = !choice.noBaseline
        if let share = valid.flatMap(Double.init) { options.validationShare = share }
        let trainer = try ClassifierTrainer(
            documents, validation: validation, options: options, threads: global.threadCount)
        try ClassifierRun(
            trainer: trainer, checkpoints: checkpoints, interruption: interruption, console: console
        ).train(test: tests, output: output)
    }
}
