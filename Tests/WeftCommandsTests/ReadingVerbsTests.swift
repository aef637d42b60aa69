import Foundation
import TestSupport
import Testing
import WeftCompression

/// Every verb that reads text, given every kind of odd file: it succeeds, or ends with one line and exit code 1, and
/// never by a signal.
@Suite("Every verb that reads text", .serialized) struct ReadingVerbsTests {
    /// A file as it can come from elsewhere.
    enum Odd: String, CaseIterable {
        case utf16, utf16Unmarked, utf32, latin1, nul, carriageReturns, noLastEnd, byteOrderMarks, truncatedGzip
        case truncatedZstd, xz, token, nothing

        private static let lines = Array(Trial.data.utf8)

        func bytes() throws -> [UInt8] {
            let text = Trial.data
            switch self {
            case .utf16: return [0xFF, 0xFE] + Array(try #require(text.data(using: .utf16LittleEndian)))
            case .utf16Unmarked: return Array(try #require(text.data(using: .utf16BigEndian)))
            case .utf32: return [0xFF, 0xFE, 0, 0] + Array(try #require(text.data(using: .utf32LittleEndian)))
            case .latin1: return Self.lines + Array("odd\tcaf".utf8) + [0xE9, 0x20, 0xE9, 0x0A]
            case .nul: return Self.lines + Array("odd\ta".utf8) + [0, 0x0A]
            case .carriageReturns: return Array(text.replacing("\n", with: "\r").utf8)
            case .noLastEnd: return Self.lines.dropLast()
            case .byteOrderMarks: return Array("\u{FEFF}\(text)\u{FEFF}\(text)".utf8)
            case .truncatedGzip: return GzipMember.stored(Self.lines).dropLast(12)
            case .truncatedZstd:
                let compressor = try ZstdCompressor(level: 3)
                let frame = try Self.lines.withUnsafeBytes { try compressor.compress($0) }
                return frame + frame.dropLast(6)
            case .xz: return [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4, 1]
            case .token: return [0x78]
            case .nothing: return []
            }
        }

        /// What the fault says; nil where there is none.
        var fault: String? {
            switch self {
            case .utf16: "found a byte order mark of UTF-16"
            case .utf16Unmarked: "found what looks like UTF-16"
            case .utf32: "found a byte order mark of UTF-32"
            case .nul: ":25: expected text in UTF-8, found a NUL byte"
            case .truncatedGzip: "expected more of a gzip stream"
            case .truncatedZstd: "expected more of a zstd stream"
            case .xz: "found xz data"
            case .latin1, .carriageReturns, .noLastEnd, .byteOrderMarks, .token, .nothing: nil
            }
        }

        /// The lines that there are before any fault.
        var lineCount: Int {
            switch self {
            case .utf16, .utf16Unmarked, .utf32, .xz, .nothing: 0
            case .latin1: 25
            case .nul, .carriageReturns, .noLastEnd, .truncatedZstd: 24
            // The last bytes are missing, and so is the end of the last line.
            case .truncatedGzip: 23
            case .byteOrderMarks: 48
            case .token: 1
            }
        }
    }

    /// How a verb treats a text that it reads.
    private enum Reading {
        /// As lines, one result each.
        case lines([String])
        /// Whole, before it does anything.
        case whole([String])
    }

    /// How every verb reads, with nothing for those that read no text; a new verb must be added here.
    private static func verbs(classifier: String, languageModel: String, output: String) -> [String: [Reading]] {
        let small = ["--epochs", "1", "--hidden", "8", "--embedding", "8", "--layers", "1", "--output", output]
        return [
            "classify": [.lines(["classify", classifier])], "tokenize": [.lines(["tokenize"])],
            "train classifier": [.whole(["train", "classifier", "--no-baseline"] + small)],
            "train language-model": [.whole(["train", "language-model", "--window", "20"] + small)],
            "evaluate": [.whole(["evaluate", classifier]), .whole(["evaluate", languageModel])],
            "compare": [
                .whole(["compare", "--epochs", "1", "--hidden", "8", "--embedding", "8", "--cells", "gru", "--test"])
            ],
            "vocabulary build": [.whole(["vocabulary", "build", "--output", output])],
            "quantize": [classifier, languageModel].map { model in
                .whole(["quantize", model, "--output", output, "--allow-loss", "100", "--test"])
            },
            "benchmark tokenize": [.whole(["benchmark", "tokenize", "--repeats", "1"])],
            "generate": [], "inspect": [], "vocabulary show": [], "benchmark load": [], "benchmark layer": [],
            "benchmark product": [], "benchmark limits": [], "benchmark classifier": [],
            "benchmark language-model": [], "benchmark generate": [],
        ]
    }

    private let folder = TemporaryFolder()

    @Test("is in the table") func everyVerb() throws {
        let dump = try Executable.run(["--experimental-dump-help"]).output
        let root = try JSONDecoder().decode(Tool.self, from: Data(dump.utf8)).command
        let known = Self.verbs(classifier: "", languageModel: "", output: "").keys
        #expect(Set(root.verbs.map { $0.joined(separator: " ") }) == Set(known))
    }

    @Test("ends well", arguments: Odd.allCases) func everyReading(odd: Odd) throws {
        let classifier = Trial(task: .classifier), languageModel = Trial(task: .languageModel)
        let name = odd == .truncatedGzip ? "odd.txt.gz" : odd == .truncatedZstd ? "odd.txt.zst" : "odd.txt"
        folder.write(try odd.bytes(), to: name)
        let path = folder.file(name)
        let verbs = Self.verbs(
            classifier: try classifier.model(), languageModel: try languageModel.model(),
            output: folder.file("output"))
        for (verb, readings) in verbs {
            for reading in readings {
                switch reading {
                case .lines(let arguments): try expectLines(Executable.run(arguments + [path]), odd, verb)
                case .whole(let arguments): try expectWhole(Executable.run(placed(path, in: arguments)), odd, verb)
                }
            }
        }
    }

    /// The file stands behind the options; `compare` trains and judges on it.
    private func placed(_ path: String, in arguments: [String]) -> [String] {
        arguments + (arguments.first == "compare" ? [path, path] : [path])
    }

    private func expectLines(_ run: Executable.Run, _ odd: Odd, _ verb: String) {
        #expect(run.output.split(separator: "\n").count == odd.lineCount, "\(verb): \(run)")
        #expect(run.code == (odd.fault == nil ? 0 : 1), "\(verb): \(run.error)")
        let faults = run.error.split(separator: "\n").filter { $0.hasPrefix("weft: ") }
        #expect(faults.count == (odd.fault == nil ? 0 : 1), "\(verb): \(run.error)")
        if let fault = odd.fault { #expect(faults.first?.contains(fault) == true, "\(verb): \(run.error)") }
        let repairs = run.error.split(separator: "\n").filter { $0.contains("broken UTF-8") }
        #expect(repairs.count == (odd == .latin1 ? 1 : 0), "\(verb): \(run.error)")
    }

    private func expectWhole(_ run: Executable.Run, _ odd: Odd, _ verb: String) {
        #expect(run.code == 0 || run.code == 1, "\(verb): \(run)")
        let faults = run.error.split(separator: "\n").filter { $0.hasPrefix("weft: ") }
        #expect(faults.count == (run.code == 0 ? 0 : 1), "\(verb): \(run.error)")
        if let fault = odd.fault {
            #expect(run.code == 1 && run.output.isEmpty && faults.first?.contains(fault) == true, "\(verb): \(run)")
        } else if odd != .token, odd != .nothing {
            #expect(run.code == 0, "\(verb): \(run.error)")
            // Once for each time that the file is given.
            let repairs = run.error.split(separator: "\n").count { $0.contains("broken UTF-8") }
            let isSilent = verb == "benchmark tokenize"
            #expect(repairs == (odd == .latin1 && !isSilent ? (verb == "compare" ? 2 : 1) : 0), "\(verb): \(run.error)")
        }
    }

    private struct Tool: Decodable { let command: Command }

    private struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?

        /// The words that call each verb below this one.
        var verbs: [[String]] {
            (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { command in
                let below = command.verbs
                return below.isEmpty ? [[command.commandName]] : below.map { [command.commandName] + $0 }
            }
        }
    }
}
