import ArgumentParser
import Synchronization
import WeftTensors
import WeftText

/// `weft tokenize`: the tokens of every line.
struct TokenizeCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Show the tokens of each line, and where they stand in it.",
        discussion: """
            A line is a document. Tokens are written with a space between them, or with --json as \
            {"tokens":[{"text","start","end"}]}, start and end being UTF-8 offsets in the line as given.

            With --all every segment is shown as it stands, spaces too: joining the texts gives the line back. \
            Without --json the segments are then set apart by "|".

            Examples:
              echo "Crème brûlée, £4.50!" | weft tokenize
              weft tokenize --all --json review.txt
              weft tokenize --level character --locale th thai.txt.zst
            """)

    @Argument(help: "Files with a document a line; \"-\" or none for standard input.")
    var files: [String] = []

    @Flag(help: "Keep every segment as it stands, spaces too.")
    var all = false

    @OptionGroup(title: "Tokenizer Options") var arguments: TokenizerArguments
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    /// Lines that are tokenized side by side before they are written.
    private static let batchSize = 256

    func validate() throws {
        let changes = arguments.stripAccents || arguments.foldNumbers || arguments.dropPunctuation
        if all && changes { throw ValidationError("--all shows text as it stands: expected no option that changes it") }
    }

    var fileUse: FileUse { FileUse(reads: files.isEmpty ? ["-"] : files) }

    func run(_ console: Console) throws {
        let options =
            all ? Tokenizer.Options.unchanged(arguments.level, locale: arguments.locale) : arguments.options
        let tokenizer = try Tokenizer(options)
        let team = ThreadTeam(count: global.threadCount)
        let isJSON = console.isJSON
        let separator = all ? "|" : " "
        let input = console.lines(of: files)
        while true {
            let lines = try input.nextBatch(upTo: Self.batchSize)
            if lines.isEmpty { break }
            let results = Mutex(Array<Result?>(repeating: nil, count: lines.count))
            team.run(lines.count) { index in
                let result = Result(lines[index].bytes, tokenizer, isJSON: isJSON, separator: separator)
                results.withLock { $0[index] = result }
            }
            for result in results.withLock({ $0 }) {
                guard let result else { continue }
                if let json = result.json {
                    try console.output.line(json)
                } else {
                    try console.output.write(result.text)
                }
            }
        }
        console.noteRepairs(of: input)
    }

    /// What is written for one line.
    private struct Result: Sendable {
        var json: JSON?
        var text = ""

        init(_ line: [UInt8], _ tokenizer: Tokenizer, isJSON: Bool, separator: String) {
            let tokens = tokenizer.tokenize(utf8: line.span).tokens
            if isJSON {
                let values = tokens.map { token in
                    JSON.object([
                        .init("text", .string(token.text)), .init("start", .integer(token.range.lowerBound)),
                        .init("end", .integer(token.range.upperBound)),
                    ])
                }
                json = .object([.init("tokens", .array(values))])
            } else {
                text = tokens.map(\.text).joined(separator: separator) + "\n"
            }
        }
    }
}
