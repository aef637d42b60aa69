import TestSupport
import Testing
import Weft
import WeftText

@Suite("Generating text")
struct GenerationTests {
    @Test("what is heard in pieces is the text") func pieces() throws {
        let model = try SampleText.model()
        var options = GenerationOptions()
        options.length = 120
        var heard = ""
        let generation = try model.generate(prompt: "The ", options: options) { heard += $0 }
        #expect(heard == generation.text)
        #expect(generation.tokens == 120)
        #expect(generation.text.count == 120)
        #expect(try model.generate(prompt: "The ", options: options) == generation)
        options.length = 0
        #expect(try model.generate(options: options).text.isEmpty)
    }

    @Test("special tokens are never generated", arguments: [Tokenizer.Level.character, .word])
    func specials(level: Tokenizer.Level) throws {
        var options = SampleText.options
        options.level = level
        options.minimumCount = level == .word ? 60 : 1
        let model = try SampleText.model(options: options)
        var generation = GenerationOptions()
        generation.length = 1500
        generation.sampler.temperature = 3
        let text = try model.generate(options: generation).text
        #expect(text.count >= 1500)
        for special in Vocabulary.Special.allCases { #expect(!text.contains(special.text)) }
    }

    @Test("stops before the stop text, which is not heard", arguments: ["ship", "s", ".\n", "nd is kind.\nThe"])
    func stop(text: String) throws {
        var options = SampleText.options
        options.training.epochs = 40
        let model = try SampleText.model(options: options)
        var generation = GenerationOptions()
        generation.length = 200
        generation.sampler.temperature = 0
        let whole = try model.generate(prompt: "A", options: generation).text
        let place = try #require(whole.range(of: text))
        generation.stop = text
        var heard = ""
        let stopped = try model.generate(prompt: "A", options: generation) { heard += $0 }
        #expect(stopped.isStopped)
        #expect(stopped.text == whole[..<place.lowerBound])
        #expect(heard == stopped.text)
        generation.stop = "no such text"
        #expect(try model.generate(prompt: "A", options: generation).text == whole)
    }

    @Test("emoji, combining marks and Chinese come back as they are", arguments: [Tokenizer.Level.character, .word])
    func scripts(level: Tokenizer.Level) throws {
        let text = String(repeating: "👩‍👩‍👧 und e\u{301} à ñ, 我喜欢读书。สวัสดีครับ\n\u{200B}🇩🇪! ", count: 30)
        let vocabulary = try LanguageModelTrainer(text, options: options(level)).vocabulary
        let tokenizer = try Tokenizer(.unchanged(level))
        let ids = vocabulary.encode(text, with: tokenizer)
        #expect(!ids.contains(Vocabulary.unknown))
        let joined = ids.map { vocabulary.token(at: $0) }.joined()
        #expect(Array(joined.utf8) == Array(text.utf8))
        let model = try LanguageModel.train(text, options: options(level))
        var generation = GenerationOptions()
        generation.length = 50
        #expect(try !model.generate(prompt: "我", options: generation).text.isEmpty)
    }

    private func options(_ level: Tokenizer.Level) -> LanguageModelOptions {
        var options = SampleText.options
        options.level = level
        options.training.epochs = 1
        return options
    }
}
