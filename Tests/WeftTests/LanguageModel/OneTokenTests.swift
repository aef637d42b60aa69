import Foundation
import TestSupport
import Testing
import Weft
import WeftLayers
import WeftText

/// Texts of one token, and those whose last window holds one.
@Suite("Texts of very few tokens") struct OneTokenTests {
    private static func model(_ level: Tokenizer.Level) throws -> LanguageModel {
        var options = SampleText.options
        options.level = level
        options.embeddingSize = 8
        options.hiddenSize = 16
        options.training.epochs = 1
        return try SampleText.model(options: options)
    }

    @Test(
        "one token is predicted from the start of the text",
        arguments: [Tokenizer.Level.character, .word], WeightPrecision.allCases)
    func evaluates(level: Tokenizer.Level, precision: WeightPrecision) throws {
        try withBestInstructionSet {
            var model = try Self.model(level)
            if precision != .float32 { model = try model.quantized(to: precision) }
            for text in ["A", "\n", "☃", "at"] {
                let found = try model.evaluate(text)
                #expect(found.characters == text.count && found.tokens == (level == .word ? 1 : text.count))
                guard found.tokens == 1, let token = model.vocabulary.encode(text, with: model.tokenizer).first else {
                    continue
                }
                // The softmax of what a fresh session expects.
                let logits = try model.makeSession().logits.map(Double.init)
                let sum = logits.map { $0.exponential }.reduce(0, +)
                #expect(abs(found.perplexity - sum / logits[Int(token)].exponential) < 1e-3 * found.perplexity)
            }
        }
    }

    /// A window reads 64 tokens; the one after it may hold a single one.
    @Test(arguments: [63, 64, 65, 66, 128, 129]) func aLastWindowOfOneToken(count: Int) throws {
        try withBestInstructionSet {
            let model = try Self.model(.character), text = String(SampleText.rhyme.prefix(count))
            let found = try model.evaluate(text)
            #expect(found.tokens == count && found.bitsPerCharacter.isFinite)
            // Token after token comes to the same.
            var session = try model.makeSession(), nats = 0.0
            for token in model.vocabulary.encode(text, with: model.tokenizer) {
                let logits = session.logits.map(Double.init)
                nats += logits.map { $0.exponential }.reduce(0, +).logarithm - logits[Int(token)]
                try session.read([token])
            }
            #expect(abs(found.perplexity - (nats / Double(count)).exponential) < 1e-4 * found.perplexity)
        }
    }

    @Test(arguments: [Tokenizer.Level.character, .word], ["A", "\n", "at"])
    func aValidationTextOfOneToken(level: Tokenizer.Level, validation: String) throws {
        var options = SampleText.options
        options.level = level
        options.training.epochs = 1
        let model = try LanguageModel.train(SampleText.rhyme, validation: validation, options: options)
        let report = try #require(model.report)
        #expect(report.validation.characters == validation.count && report.validation.perplexity.isFinite)
    }

    @Test(arguments: [16, 17, 23, 30, 127, 128, 129, 300])
    func aShortTextIsTrainedOnWithOrWithoutValidation(count: Int) throws {
        var options = SampleText.options
        options.training.epochs = 1
        let trainer = try LanguageModelTrainer(String(SampleText.rhyme.prefix(count)), options: options)
        _ = try trainer.run()
        let report = try trainer.finish().report
        #expect((report == nil) == (count < 128))
        #expect(trainer.validationCharacters >= (count < 128 ? 0 : 64))
        #expect(trainer.trainingCharacters + trainer.validationCharacters == count)
    }
}

extension Double {
    fileprivate var exponential: Double { exp(self) }
}
