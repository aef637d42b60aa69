import ArgumentParser
import WeftCheckpoint
import WeftCompression
import WeftCorpora
import WeftText

/// `weft vocabulary`: count the tokens of a corpus, look at the result.
struct VocabularyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocabulary",
        abstract: "Build a vocabulary from corpora, or show one.",
        subcommands: [VocabularyBuildCommand.self, VocabularyShowCommand.self])
}

/// `weft vocabulary build`.
struct VocabularyBuildCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Count the tokens of corpora and keep the most frequent.",
        discussion: """
            Corpora are read as everywhere (TSV, CSV, JSON lines, __label__, folders, plain text; .gz, .zst); of \
            labelled ones the texts are counted. A .txt file or standard input whose first lines all have labels is \
            read as such, with a note; --format text counts all of it. The result is a text file: a line "token<TAB>count" each, by count, \
            then by code points; the same corpora give the same bytes.

            Example:
              weft vocabulary build train.tsv --output words.tsv --size 30000 --min-count 2
            """)

    @Argument(help: "Corpora; \"-\" for standard input.")
    var corpora: [String]

    @Option(name: .shortAndLong, help: "The file to write; \"-\" for standard output.")
    var output: String

    @Option(help: "The most tokens kept, the four special ones included.")
    var size: Int?

    @Option(help: "The fewest times a token must stand to be kept.")
    var minCount: UInt64 = 1

    @Option(help: "The most memory for counting, in MB.")
    var memory: Int = 1024

    @OptionGroup(title: "Documents") var corpus: CorpusArguments
    @OptionGroup(title: "Tokenizer Options") var arguments: TokenizerArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        if output == "-", global.json {
            throw ValidationError("expected a file for --output beside --json, found \"-\"")
        }
        if corpora.isEmpty { throw ValidationError("expected at least one corpus") }
        if let size, size < 5 { throw ValidationError("expected --size of at least 5, found \(size)") }
        guard (1...1 << 20).contains(memory) else {
            throw ValidationError("expected --memory between 1 and 1048576, found \(memory)")
        }
    }

    var fileUse: FileUse { FileUse(reads: corpora, writes: output == "-" ? [] : [output]) }

    func run(_ console: Console) throws {
        let interruption = try Interruption.beforeWork()
        let tokenizer = try Tokenizer(arguments.options)
        var builder = VocabularyBuilder(memoryLimit: memory << 20)
        var documents = 0
        for path in corpora { documents += try count(path, into: &builder, with: tokenizer, console) }
        let vocabulary = builder.build(minimumCount: minCount, maximumSize: size)
        let bounds = "--min-count \(minCount)" + (size.map { " --size \($0)" } ?? "")
        let notes = ["weft vocabulary build \(arguments.summary) \(bounds)"]
        let text = vocabulary.text(notes: notes)
        if output == "-" { return try console.output.write(String(decoding: text, as: UTF8.self)) }
        interruption.keepWork()
        let saved = try LastSave(output) { try write(text, to: $0) }
        try report(vocabulary, builder, documents: documents, path: saved.path, console)
        try saved.check("vocabulary")
        if interruption.isRequested { throw Interrupted(atTheEnd: saved.path) }
    }

    /// Counts the tokens of a corpus, tells what was odd about it, and gives the number of its documents.
    private func count(
        _ path: String, into builder: inout VocabularyBuilder, with tokenizer: Tokenizer, _ console: Console
    ) throws -> Int {
        let progress = console.progress(path, total: nil, unit: "documents")
        defer { progress.finish() }
        var options = corpus.options(requiresLabels: false)
        options.expectsLabels = true
        var reader = try CorpusReader(path, options: options)
        let promised = corpus.format ?? CorpusFormat(name: path) ?? .text
        if promised == .text, reader.format != .text, reader.format != .folder {
            console.note(
                "\(CorpusNotes.name(of: path)): read as \(reader.format.rawValue) with labels, which are not counted (--format text counts them)"
            )
        }
        while let document = try reader.next() {
            try builder.add(text: document.text, with: tokenizer)
            progress.update(completed: reader.statistics.documents)
        }
        progress.finish()
        for note in CorpusNotes.ofTexts(reader.statistics) { console.note("\(CorpusNotes.name(of: path)): \(note)") }
        return reader.statistics.documents
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        var file = try AtomicFile(path: path)
        try bytes.withUnsafeBytes { try file.write($0) }
        try file.commit()
    }

    private func report(
        _ vocabulary: Vocabulary, _ builder: VocabularyBuilder, documents: Int, path: String, _ console: Console
    ) throws {
        let kept = (0..<Int32(vocabulary.count)).reduce(0) { $0 + vocabulary.occurrences(of: $1) }
        let coverage = builder.total == 0 ? 0 : Double(kept) / Double(builder.total)
        if console.isJSON {
            try console.output.line(
                JSON.object([
                    .init("documents", .integer(documents)), .init("tokens", .integer(Int(builder.total))),
                    .init("distinct", .integer(builder.distinctTokens)), .init("size", .integer(vocabulary.count)),
                    .init("coverage", .number(coverage)),
                ]))
        } else {
            try console.output.line(
                "\(path.singleLine): \(vocabulary.textTokenCount.grouped) of \(builder.distinctTokens.grouped) distinct tokens, which cover "
                    + "\(coverage.percent()) of \(Int(builder.total).grouped) in \(documents.grouped) documents")
        }
    }
}
