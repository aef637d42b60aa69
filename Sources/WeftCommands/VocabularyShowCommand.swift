import ArgumentParser
import WeftCompression
import WeftText

/// `weft vocabulary show`.
struct VocabularyShowCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the tokens of a vocabulary, the most frequent first.",
        discussion: """
            Example:
              weft vocabulary show words.tsv --top 50
            """)

    @Argument(help: "A file that \"weft vocabulary build\" wrote; \"-\" for standard input.")
    var file: String

    @Option(help: "How many tokens are shown, special ones included; 0 for all.")
    var top = 20

    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        if top < 0 { throw ValidationError("expected --top of 0 or more, found \(top)") }
    }

    var fileUse: FileUse { FileUse(reads: [file]) }

    func run(_ console: Console) throws {
        let vocabulary: Vocabulary
        do {
            vocabulary = try Vocabulary(text: try Self.contents(of: file))
        } catch let TextError.malformedVocabulary(line, expected, found) {
            throw CommandError.unexpected(file: file, line: line, expected: expected, found: found)
        }
        let shown = 0..<Int32(top == 0 ? vocabulary.count : min(top, vocabulary.count))
        if console.isJSON {
            let tokens = shown.map { id in
                JSON.object([
                    .init("id", .integer(Int(id))), .init("text", .string(vocabulary.token(at: id))),
                    .init("count", .integer(Int(clamping: vocabulary.occurrences(of: id)))),
                ])
            }
            let size = JSON.Member("size", .integer(vocabulary.count))
            try console.output.line(JSON.object([size, .init("tokens", .array(tokens))]))
            return
        }
        var table = TextTable([("id", .trailing), ("token", .leading), ("count", .trailing)])
        for id in shown {
            let count = Int(clamping: vocabulary.occurrences(of: id))
            table.add([String(id), vocabulary.token(at: id), count.grouped])
        }
        try console.output.line(table.text)
        console.note("\(shown.count.grouped) of \(vocabulary.count.grouped) tokens")
    }

    private static func contents(of file: String) throws -> [UInt8] {
        var reader = try DecompressingReader(path: file == "-" ? nil : file)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try piece.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
        }
    }
}
