import ArgumentParser
import Weft
import WeftCompression

/// `weft vocabulary show`.
struct VocabularyShowCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the tokens of a vocabulary, the most frequent first.",
        discussion: """
            The tokens of a model come in the order of its embeddings, with how often they stood in its training data.

            Examples:
              weft vocabulary show words.tsv --top 50
              weft vocabulary show questions.weft --top 0 --json
            """)

    @Argument(help: "A file that \"weft vocabulary build\" wrote, \"-\" for standard input; or a model.")
    var file: String

    @Option(help: "How many tokens are shown, special ones included; 0 for all.")
    var top = 20

    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        if top < 0 { throw ValidationError("expected --top of 0 or more, found \(top)") }
    }

    var fileUse: FileUse { FileUse(reads: [file]) }

    func run(_ console: Console) throws {
        let vocabulary = try Self.vocabulary(of: file)
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
            table.add([String(id), vocabulary.token(at: id).escapingInvisible(withSpaces: true), count.grouped])
        }
        try console.output.line(table.text)
        console.note("\(shown.count.grouped) of \(vocabulary.count.grouped) tokens")
    }

    private static func vocabulary(of file: String) throws -> Vocabulary {
        let name = file == "-" ? "standard input" : file
        var reader = try DecompressingReader(path: file == "-" ? nil : file)
        var bytes = try reader.read(upTo: safetensorsStart)
        if bytes.count == safetensorsStart, bytes[safetensorsStart - 1] == UInt8(ascii: "{") {
            guard file != "-" else {
                throw CommandError.unexpected(
                    file: name, line: nil, expected: "a vocabulary", found: "a model; name its file instead")
            }
            return try Vocabulary(ofModel: file)
        }
        bytes += try reader.read(upTo: .max)
        do {
            return try Vocabulary(text: bytes)
        } catch let TextError.malformedVocabulary(line, expected, found) {
            throw CommandError.unexpected(file: name, line: line, expected: expected, found: found)
        }
    }

    /// The size of a safetensors header, and the brace that the header begins with: no text begins so.
    private static let safetensorsStart = 9
}

extension DecompressingReader {
    /// Reads so many bytes, or all there are.
    fileprivate mutating func read(upTo count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(count, 1 << 16))
        while bytes.count < count {
            let wanted = min(piece.count, count - bytes.count)
            let length = try piece.withUnsafeMutableBytes { try read(into: .init(rebasing: $0[..<wanted])) }
            if length == 0 { break }
            bytes.append(contentsOf: piece[..<length])
        }
        return bytes
    }
}
