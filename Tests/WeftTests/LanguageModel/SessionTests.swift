import TestSupport
import Testing
import Weft
import WeftText

@Suite("Sessions of a language model")
struct SessionTests {
    @Test("read in pieces, read at once: the same bits") func pieces() throws {
        try withBestInstructionSet {
            let model = try SampleText.model(threads: 2)
            let text = "The wind is kind.\nNobody minds a tall ship."
            var whole = try model.makeSession(), single = try model.makeSession(), pieces = try model.makeSession()
            try whole.read(text)
            for character in text { try single.read(String(character)) }
            try pieces.read(String(text.prefix(17)))
            try pieces.read("")
            try pieces.read(String(text.dropFirst(17)))
            #expect(try whole.bytes == single.bytes)
            #expect(try whole.bytes == pieces.bytes)
            #expect(whole.tokenCount == text.count)
        }
    }

    @Test("long texts are read in parts, with the same bits") func long() throws {
        try withBestInstructionSet {
            let model = try SampleText.model()
            var whole = try model.makeSession(), parts = try model.makeSession()
            try whole.read(SampleText.rhyme)
            for line in SampleText.rhyme.split(separator: "\n") { try parts.read(line + "\n") }
            #expect(try whole.bytes == parts.bytes)
        }
    }

    @Test("a fork goes on alone, as the unbroken session does") func fork() throws {
        try withBestInstructionSet {
            let model = try SampleText.model()
            var session = try model.makeSession()
            try session.read("A tall")
            var fork = session
            try fork.read(" tide turns.")
            try session.read(" ship sails")
            var unbroken = try model.makeSession()
            try unbroken.read("A tall ship sails")
            #expect(try session.bytes == unbroken.bytes)
            #expect(try session.bytes != fork.bytes)
        }
    }

    @Test("saved and restored, it goes on to the same text") func restore() throws {
        try withBestInstructionSet {
            let model = try SampleText.model()
            let folder = TemporaryFolder()
            var session = try model.makeSession()
            try session.read("The tide")
            try session.save(to: folder.file("session"))
            var restored = try LanguageModel.Session(contentsOf: folder.file("session"), model: model)
            #expect(restored.tokenCount == 8)
            #expect(try restored.generate() == session.generate())
            #expect(try LanguageModel.Session(bytes: restored.bytes, model: model).bytes == session.bytes)
        }
    }

    @Test("bytes that are no session of this model are refused") func refuse() throws {
        let model = try SampleText.model()
        var options = SampleText.options
        options.seed = 2
        let other = try SampleText.model(options: options)
        let session = try model.makeSession()
        #expect(throws: ModelError.self) { try LanguageModel.Session(bytes: session.bytes, model: other) }
        for count in stride(from: 0, to: try session.bytes.count, by: 97) {
            #expect(throws: ModelError.self) {
                try LanguageModel.Session(bytes: Array(session.bytes.prefix(count)), model: model)
            }
        }
        let folder = TemporaryFolder()
        try model.save(to: folder.file("model"))
        #expect(throws: ModelError.self) { try LanguageModel.Session(contentsOf: folder.file("model"), model: model) }
    }

    @Test("sessions on several threads at once") func concurrent() async throws {
        let model = try SampleText.model()
        let expected = try model.generate(prompt: "The").text
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try model.generate(prompt: "The").text } }
            for try await text in group { #expect(text == expected) }
        }
    }

    @Test("what is not known is counted and read as unknown") func unknown() throws {
        let model = try SampleText.model()
        var session = try model.makeSession()
        #expect(try session.read("A tall ☃ ship ☃") == 2)
        #expect(session.tokenCount == 15)
        #expect(try model.generate(prompt: "☃").unknownPromptTokens == 1)
    }
}
