import Foundation
import TestSupport
import Testing
import Weft
import WeftText

@Suite("Judging a language model")
struct LanguageModelEvaluationTests {
    @Test("bits, by hand: the sum of -log2 of each token's probability") func byHand() throws {
        try withBestInstructionSet {
            let model = try SampleText.model()
            let text = "The wind turns.\nA ship sails at dawn ☃"
            // The softmax over the whole vocabulary, special tokens included, token after token.
            var session = try model.makeSession()
            var bits = 0.0
            for token in model.vocabulary.encode(text, with: try Tokenizer(.unchanged(.character))) {
                let logits = session.logits.map(Double.init)
                bits -= log2(exp(logits[Int(token)]) / logits.map { exp($0) }.reduce(0, +))
                try session.read([token])
            }
            let found = try model.evaluate(text)
            #expect(abs(found.bitsPerCharacter - bits / Double(text.count)) < 1e-5)
            #expect(abs(found.perplexity - exp2(bits / Double(text.count))) < 1e-4)
            #expect(found.tokens == text.count && found.characters == text.count && found.unknown == 1)
        }
    }

    @Test("stretches side by side come near one reader, whatever the threads") func streams() throws {
        try withBestInstructionSet {
            let model = try SampleText.model(), other = try SampleText.model(threads: 2)
            let text = SampleText.rhyme
            let one = try model.evaluate(text, streams: 1), many = try model.evaluate(text)
            #expect(one.tokens == many.tokens)
            #expect(abs(one.bitsPerCharacter - many.bitsPerCharacter) < 0.02)
            #expect(try other.evaluate(text) == many)
        }
    }

    @Test("words: bits a character count characters, perplexity tokens") func words() throws {
        var options = SampleText.options
        options.level = .word
        let model = try SampleText.model(options: options)
        let found = try model.evaluate("A tall ship sails.")
        #expect(found.tokens == 8)
        #expect(found.characters == 18)
        #expect(abs(found.bitsPerCharacter * 18 - log2(found.perplexity) * 8) < 1e-6)
    }

    @Test("an empty text is refused") func empty() throws {
        let model = try SampleText.model()
        #expect(throws: ModelError.self) { try model.evaluate("") }
    }

    @Test("saved and opened, it is the same model") func file() throws {
        let folder = TemporaryFolder()
        let model = try SampleText.model()
        try model.save(to: folder.file("model.weft"))
        let opened = try LanguageModel(contentsOf: folder.file("model.weft"))
        #expect(opened.options == model.options)
        #expect(opened.report == model.report)
        #expect(opened.vocabulary == model.vocabulary)
        #expect(try opened.evaluate("A ship") == model.evaluate("A ship"))
        try opened.save(to: folder.file("again.weft"), threads: 2)
        #expect(folder.read("again.weft") == folder.read("model.weft"))
        #expect(throws: ModelError.self) { try TextClassifier(contentsOf: folder.file("model.weft")) }
    }
}
