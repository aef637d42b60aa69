import Foundation
import TestSupport
import Testing

/// What is in a model, as commands show it; read from the models of the first format, which stay as they are.
@Suite("Models shown") struct ModelVocabularyTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Format1")

    private func show(_ name: String, _ options: String...) throws -> Executable.Run {
        try Executable.run(["vocabulary", "show", Self.models.appending(path: name).path] + options)
    }

    @Test func wordsOfAClassifierComeInTheirOrder() throws {
        let run = try show("classifier.weft", "--top", "6")
        let rows = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(run.code == 0 && run.error == "6 of 800 tokens\n")
        #expect(rows[0] == ["id", "token", "count"])
        #expect(
            Array(rows.dropFirst(2)).map { $0.prefix(2) } == [
                ["0", "<padding>"], ["1", "<unknown>"], ["2", "<begin>"], ["3", "<end>"], ["4", "the"], ["5", ","],
            ])
        let small = try show("classifier-int8.weft", "--top", "0", "--json")
        #expect(try small.output == show("classifier.weft", "--top", "0", "--json").output)
        #expect(small.output.hasPrefix("{\"size\":800,\"tokens\":[{\"id\":0,\"text\":\"<padding>\",\"count\":0},"))
    }

    @Test func charactersOfALanguageModelCanBeSeen() throws {
        let run = try show("language-model.weft", "--top", "0")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2 + 63)
        #expect(lines.contains { $0.hasPrefix(" 4  \\u{20} ") })
        #expect(lines.contains { $0.contains("  \\n ") })
        #expect(try show("language-model.weft", "--top", "5", "--json").output.contains("{\"id\":4,\"text\":\" \","))
    }

    @Test func whatHoldsNoVocabularyIsNamed() throws {
        let state = Self.models.appending(path: "training.state").path
        expectFault(
            try Executable.run(["vocabulary", "show", state]), "\(state): expected a model with a vocabulary, found a")
        let model = Self.models.appending(path: "language-model.weft").path
        let fromFile = ["/bin/sh", "-c", "exec \"$0\" \"$@\" < '\(model)'"]
        let run = try Executable.run(["vocabulary", "show", "-"], by: fromFile)
        expectFault(run, "standard input: expected a vocabulary, found a model")
    }

    @Test func textThatLooksLikeANumberStaysText() throws {
        let run = try Executable.run(["inspect", "--json", Self.models.appending(path: "classifier.weft").path])
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let metadata = object?["metadata"] as? [String: Any]
        #expect(metadata?["icu_version"] as? String == "72.1")
        #expect(metadata?["version"] as? String == "1")
        #expect(metadata?["task"] as? String == "classifier")
        #expect((metadata?["labels"] as? [String])?.count == 6)
        #expect((metadata?["options"] as? [String: Any])?["hiddenSize"] as? Int == 8)
        #expect(metadata?["report"] is [String: Any])
    }
}
