import Foundation
import TestSupport
import Testing
import WeftCommands

@Suite("weft classify", .serialized) struct ClassifyTests {
    private let trial = Trial(task: .classifier)
    private var folder: TemporaryFolder { trial.folder }

    @Test("results before a fault are printed, then the fault")
    func resultsBeforeAFault() throws {
        let good = folder.write("one\ntwo\n", to: "good.txt"), missing = folder.file("missing.txt")
        for arguments in [["classify", try trial.model()], ["tokenize"]] {
            let run = try Executable.run(arguments + [good, missing, good])
            #expect(run.code == 1 && run.output.split(separator: "\n").count == 2)
            #expect(run.error == "weft: \(missing): cannot open: no such file or folder\n")
        }
    }

    @Test(
        "lines with labels, CSV and JSON are hinted at, once, and classified all the same",
        arguments: [
            ("odd\tx\neven\ty\n", "labels"), ("odd\tx\n", "labels"), ("__label__odd x\n", "labels"),
            ("text,label\na,odd\n", "CSV"), ("\"id\",\"text\"\n1,odd\n", "CSV"),
            ("{\"text\":\"a\"}\n\n{\"text\":\"b\"}\n", "JSON"),
            ("plain text\nodd numbers, even text\n", ""), ("unheard\tx\n", ""), ("{braces}\n", ""), ("text\n", ""),
            ("\n", ""), ("Text, he said, is all\n", ""), ("text,please\nanother line\nand more\n", ""),
            ("label, not text\nwell, no\n", ""), ("{\"a quote\" he said}\n", ""), ("Label,Text\nodd,\"a, b\"\n", "CSV"),
            (" {\"text\" : 1}\n", "JSON"),
        ])
    func hints(lines: String, hint: String) throws {
        let run = try Executable.run(["classify", try trial.model()], input: lines)
        #expect(
            run.code == 0
                && run.output.split(separator: "\n").count == lines.split(
                    separator: "\n", omittingEmptySubsequences: false
                ).count - 1)
        let notes = run.error.split(separator: "\n")
        #expect(notes.count == (hint.isEmpty ? 0 : 1), "\(run.error)")
        #expect(hint.isEmpty || notes.first?.hasPrefix("note: the lines") == true && run.error.contains(hint))
        #expect(try Executable.run(["classify", try trial.model(), "--quiet"], input: lines).error.isEmpty)
    }

    @Test("a label of any characters stays on its line, in its column, and tells the terminal nothing")
    func strangeLabels() throws {
        let labels = [
            "a\nb", "a\tb", "\u{1B}[31mred", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{202E}b", "a\u{7}b", "a\\b", "ok",
        ]
        let documents = labels.flatMap { label in
            (0..<3).map { "{\"label\":\(json(label)),\"text\":\"word\($0) \(labels.firstIndex(of: label)!)\"}\n" }
        }
        let corpus = folder.write(documents.joined(), to: "strange.jsonl")
        let trained = try trial.train(corpus)
        #expect(trained.code == 0, "\(trained.error)")
        let text = (0..<labels.count).map { "word0 \($0)\n" }.joined()
        for explain in [[], ["--explain"]] {
            let run = try Executable.run(["classify", folder.file("model.weft")] + explain, input: text)
            let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("  ") }
            #expect(lines.count == labels.count)
            for line in lines { #expect(line.split(separator: "\t").count == 2) }
            #expect(
                run.output.unicodeScalars.allSatisfy {
                    $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
                })
        }
        // Metadata is JSON, which leaves some controls as they are.
        let shown = try Executable.run(["inspect", folder.file("model.weft")]).output
        #expect(
            shown.unicodeScalars.allSatisfy {
                $0 == "\n" || $0 != "\u{202E}" && $0.properties.generalCategory != .control
            })
    }

    private func json(_ text: String) -> String {
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }

    @Test(
        "what is shown of a text",
        arguments: [
            ("plain é 語 \\n", "plain é 語 \\n", "\"plain é 語 \\n\""), ("a\nb\tc\r", "a\\nb\\tc\\r", "\"a\\nb\\tc\\r\""),
            ("\u{1B}[0m\u{9B}", "\\u001b[0m\\u009b", "\"\\u001b[0m\\u009b\""),
            ("\u{2029}\u{202E}", "\\u2029\\u202e", "\"\\u2029\\u202e\""),
            ("a\u{A0}b\u{200B}", "a\u{A0}b\u{200B}", "\"a\\u00a0b\\u200b\""),
            ("\u{FEFF} ", "\u{FEFF} ", "\"\\ufeff \""),
        ])
    func visible(text: String, visible: String, revealed: String) {
        #expect(text.visible.unicodeScalars.elementsEqual(visible.unicodeScalars))
        #expect(text.revealed == revealed)
    }

    private struct Explained: Decodable {
        struct Token: Decodable, Equatable {
            let text: String
            let start: Int
            let end: Int
        }
        let tokens: [Token]
    }

    @Test("offsets are places in the line as given, after broken UTF-8 too, as those of tokenize are")
    func offsets() throws {
        let line: [UInt8] = [0x61, 0xFF, 0x20, 0xC3, 0x62, 0x20, 0xE2, 0x82, 0x20] + Array("é odd".utf8) + [0x0A]
        folder.write(line, to: "broken.txt")
        func tokens(_ arguments: [String]) throws -> [Explained.Token] {
            let run = try Executable.run(arguments + ["--json", folder.file("broken.txt")])
            #expect(run.code == 0 && run.error == "note: 3 broken UTF-8 sequences were read as U+FFFD\n")
            return try JSONDecoder().decode(Explained.self, from: Data(run.output.utf8)).tokens
        }
        let explained = try tokens(["classify", try trial.model(), "--explain"])
        #expect(explained == (try tokens(["tokenize", "--keep-case"])))
        #expect(explained.last == Explained.Token(text: "odd", start: 12, end: 15))
    }
}
