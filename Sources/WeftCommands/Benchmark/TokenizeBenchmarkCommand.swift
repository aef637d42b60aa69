import ArgumentParser
import WeftCompression
import WeftTensors
import WeftText

/// `weft benchmark tokenize`: how fast text becomes tokens.
struct TokenizeBenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Time the tokenizer on a file, a document a line.",
        discussion: """
            Example:
              weft benchmark tokenize corpora/tales/tales.txt --level word
            """)

    @Argument(help: "A file of text.")
    var file: String

    @Option(help: "What a token is: word or character.")
    var level = Tokenizer.Level.word

    @OptionGroup var benchmark: BenchmarkOptions
    @OptionGroup(title: "Global Options") var global: GlobalOptions

    var fileUse: FileUse { FileUse(reads: [file]) }

    func run(_ console: Console) throws {
        var lines: [[UInt8]] = []
        let input = console.lines(of: [file])
        while let line = try input.next() { lines.append(line.bytes) }
        guard !lines.isEmpty else {
            throw CommandError.unexpected(file: file, line: nil, expected: "lines of text", found: "none")
        }
        let documents = lines
        let bytes = documents.reduce(0) { $0 + $1.count + 1 }
        let tokenizer = try Tokenizer(level == .word ? .words : .characters)
        let team = ThreadTeam(count: global.threadCount)
        var tokens = 0
        let grain = 256, units = (documents.count + grain - 1) / grain
        let measurement = Measurement(repeats: benchmark.repeats) {
            let counts = ParallelCounts(units)
            team.run(units) { unit in
                var count = 0
                for index in unit * grain..<min((unit + 1) * grain, documents.count) {
                    documents[index].withUnsafeBufferPointer {
                        count += tokenizer.forEachToken(inUTF8: $0.span) { _, _ in }.tokens
                    }
                }
                counts.set(unit, to: count)
            }
            tokens = counts.sum
        }
        try BenchmarkReport(
            title: "tokenize \(file.singleLine), \(global.threadCount) threads", measurement: measurement,
            rates: [("megabytes_per_second", Double(bytes) * 1e-6), ("tokens_per_second", Double(tokens))]
        ).write(to: console)
    }
}

/// A count of each unit of a job, each set by the unit that owns it.
private final class ParallelCounts: @unchecked Sendable {  // units write distinct elements
    private let counts: UnsafeMutableBufferPointer<Int>

    init(_ units: Int) {
        counts = .allocate(capacity: units)
        counts.initialize(repeating: 0)
    }

    deinit { counts.deallocate() }

    func set(_ unit: Int, to count: Int) { counts[unit] = count }

    var sum: Int { counts.reduce(0, +) }
}
