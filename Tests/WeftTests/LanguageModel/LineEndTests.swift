import Testing
import Weft

/// A language model reads CR LF and CR as LF, wherever a text comes from.
@Suite("Line ends of texts for language models") struct LineEndTests {
    private static let ends = ["\r\n", "\r"]

    private func replaced(_ text: String, _ end: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
    }

    @Test(arguments: ends) func trainingIsTheSame(end: String) throws {
        let model = try SampleText.model(), other = try SampleText.model(replaced(SampleText.rhyme, end))
        #expect(other.vocabulary == model.vocabulary)
        #expect(try other.makeSession().bytes == model.makeSession().bytes)
        let validation = "The tide\nturns\n\nslowly."
        let judged = try LanguageModel.train(SampleText.rhyme, validation: validation, options: SampleText.options)
        let rejudged = try LanguageModel.train(
            SampleText.rhyme, validation: replaced(validation, end), options: SampleText.options)
        #expect(judged.report == rejudged.report)
    }

    @Test(arguments: ends) func promptsStopsAndEvaluationsAreTheSame(end: String) throws {
        let model = try SampleText.model(), text = "nobody minds.\nA tall\n\n"
        var expected = try model.makeSession(), found = try model.makeSession()
        try expected.read(text)
        #expect(try found.read(replaced(text, end)) == 0)
        #expect(try found.bytes == expected.bytes)
        #expect(try model.evaluate(replaced(text, end)) == model.evaluate(text))
        #expect(try model.generate(prompt: replaced(text, end)) == model.generate(prompt: text))
        var options = GenerationOptions(), other = GenerationOptions()
        options.stop = ".\nA"
        other.stop = replaced(options.stop, end)
        #expect(try model.generate(options: other) == model.generate(options: options))
    }
}
