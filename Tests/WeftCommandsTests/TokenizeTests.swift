import Foundation
import TestSupport
import Testing

@Suite("weft tokenize")
struct TokenizeTests {
    @Test("tokens of a line, as text and as JSON with offsets in the line as given")
    func tokens() throws {
        let line = "Crème 我喜欢ﬁ!\n"
        #expect(try Executable.run(["tokenize"], input: line).output == "crème 我 喜欢 fi !\n")
        let json = """
            {"tokens":[{"text":"crème","start":0,"end":6},{"text":"我","start":7,"end":10},\
            {"text":"喜欢","start":10,"end":16},{"text":"fi","start":16,"end":19},{"text":"!","start":19,"end":20}]}

            """
        #expect(try Executable.run(["tokenize", "--json"], input: line).output == json)
    }

    @Test("--all gives the line back")
    func all() throws {
        let run = try Executable.run(["tokenize", "--all", "--json"], input: "a  \t b\u{AD}c É e\u{301}\u{FEFF}x\n\n")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[1] == "{\"tokens\":[]}")
        let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: [[String: Any]]]
        let texts = (object?["tokens"] ?? []).compactMap { $0["text"] as? String }
        #expect(Array(texts.joined().unicodeScalars) == Array("a  \t b\u{AD}c É e\u{301}\u{FEFF}x".unicodeScalars))
    }

    @Test("wrong usage and a missing file")
    func faults() throws {
        #expect(try Executable.run(["tokenize", "--all", "--fold-numbers"]).code == 64)
        let run = try Executable.run(["tokenize", "no-such-file"])
        #expect(run.code == 1 && run.error.contains("no-such-file"))
    }

    private struct Tokens: Decodable {
        struct Token: Decodable {
            let text: String
            let start: Int
            let end: Int
        }
        let tokens: [Token]
    }

    /// The tokens of each line of a file of these bytes.
    private func tokens(_ bytes: [UInt8], _ options: [String] = []) throws -> (lines: [Tokens], note: String) {
        let folder = TemporaryFolder()
        folder.write(bytes, to: "lines.txt")
        let run = try Executable.run(["tokenize", "--json", folder.file("lines.txt")] + options)
        #expect(run.code == 0)
        let lines = try run.output.split(separator: "\n").map {
            try JSONDecoder().decode(Tokens.self, from: Data($0.utf8))
        }
        return (lines, run.error)
    }

    @Test("ranges are places in the line as given, whatever stands in it", arguments: [[], ["--level", "character"]])
    func ranges(options: [String]) throws {
        let lines = [
            "", " ", "Ｗｅｆｔ ﬁnds №5 — e\u{301}té…", "\tא ב\u{200F} ไทยสวย 我喜欢", "👩‍👩‍👧🇨🇭x", "a\u{1}b", "\u{FEFF}é x",
        ]
        let (found, note) = try tokens(Array(lines.joined(separator: "\r\n").utf8), ["--all"] + options)
        #expect(found.count == lines.count && note.isEmpty)
        for (line, tokens) in zip(lines, found) {
            let bytes = Array(line.utf8)
            for token in tokens.tokens { #expect(Array(token.text.utf8) == Array(bytes[token.start..<token.end])) }
            #expect(tokens.tokens.map(\.text).joined().unicodeScalars.elementsEqual(line.unicodeScalars))
        }
        // Without --all tokens are changed and spaces dropped, but ranges stay.
        let (folded, _) = try tokens(Array(lines.joined(separator: "\n").utf8), options)
        for (line, tokens) in zip(lines, folded) {
            var end = 0
            for token in tokens.tokens {
                #expect(token.start >= end && token.end > token.start && token.end <= line.utf8.count)
                end = token.end
            }
        }
        #expect(folded[0].tokens.isEmpty && folded[1].tokens.isEmpty)
    }

    @Test("broken UTF-8 is repaired, told, and keeps its place")
    func brokenText() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x62, 0x20, 0xE2, 0x82, 0x0A, 0x0A, 0xF0, 0x9F, 0x0A]
        let (lines, note) = try tokens(bytes)
        #expect(
            lines.map { $0.tokens.map(\.text) } == [["a", "\u{FFFD}", "\u{FFFD}", "b", "\u{FFFD}"], [], ["\u{FFFD}"]])
        #expect(lines[0].tokens.map(\.start) == [0, 1, 2, 3, 5] && lines[0].tokens.map(\.end) == [1, 2, 3, 4, 7])
        #expect(lines[2].tokens.map(\.end) == [2])
        #expect(note == "note: 4 broken UTF-8 sequences were read as U+FFFD\n")
    }

    @Test("random bytes are tokenized")
    func randomText() throws {
        let bytes = randomBytes(30_000, seed: 3).filter { $0 != 0 }
        let (lines, _) = try tokens(bytes, ["--all"])
        #expect(lines.count == bytes.count { $0 == 0x0A } + (bytes.last == 0x0A ? 0 : 1))
    }
}
