import Foundation
import TestSupport
import Testing
import Weft
import WeftJSON
import WeftTensors

/// Files of every format version, made once by the program that wrote it, give what they gave then. They are never made
/// anew: what fails here would fail on the files that people have.
@Suite(.serialized) struct FormatFixturesTests {
    static let formats = ["Format1", "Format2"]
    private let folder = TemporaryFolder()

    private static func text(_ format: String, _ name: String) throws -> String {
        try String(contentsOfFile: Fixtures.path("\(format)/\(name)"), encoding: .utf8)
    }

    private static func lines(_ format: String, _ name: String) throws -> [String] {
        try text(format, name).split(separator: "\n").map(String.init)
    }

    private static func corpus(_ name: String) throws -> [Document] {
        try CorpusReader.read(
            Fixtures.path("../../corpora/starter/\(name).tsv"), options: CorpusOptions(requiresLabels: true)
        ).documents
    }

    /// Whether this is the instruction set on which the files were made: there results have the same bits.
    private static var isMaker: Bool { Kernels.instructionSet.hasPrefix("avx512") }

    /// Compares a classifier's answers with those printed: label, probability and score of each label.
    private func check(_ classifier: TextClassifier, _ format: String, _ name: String) throws {
        let documents = try Self.lines(format, "documents.txt")
        try withBestInstructionSet {
            let isSame = Self.isMaker
            for (found, line) in try zip(classifier.classify(documents), Self.lines(format, name)) {
                let expected = try JSONValue(parsing: line)
                #expect(found.label == expected["label"]?.string)
                let scores = try classifier.labels.map { Float(try #require(expected["scores"]?[$0]?.number)) }
                let close = difference(found.scores.map { $0.probability }, scores, relative: isSame ? 0 : 1e-5)
                #expect(close == nil, "\(format) \(name): \(line)")
            }
        }
    }

    @Test(arguments: formats, ["classifier", "classifier-int8"])
    func labelsAndProbabilities(format: String, name: String) throws {
        for threads in [1, 3] {
            let model = try TextClassifier(contentsOf: Fixtures.path("\(format)/\(name).weft"), threads: threads)
            try check(model, format, "\(name).jsonl")
            // Saved again it is of the newest format, and the same.
            try model.save(to: folder.file("again.weft"))
            let again = try TextClassifier(contentsOf: folder.file("again.weft"))
            #expect(again.options == model.options && again.report == model.report && again.labels == model.labels)
            #expect(again.options.training.patience == 5 && again.options.vocabularySize == 800)
            try check(again, format, "\(name).jsonl")
        }
    }

    @Test(arguments: formats) func evaluations(format: String) throws {
        let expected = try JSONValue(parsing: Self.text(format, "classifier-evaluation.json"))
        let model = try TextClassifier(contentsOf: Fixtures.path("\(format)/classifier.weft"))
        let found = try model.evaluate(Self.corpus("english-test"))
        #expect(found.model.accuracy == expected["model"]?["accuracy"]?.number)
        #expect(found.model.macroF1 == expected["model"]?["macro_f1"]?.number)
        #expect(found.baseline?.macroF1 == expected["baseline"]?["macro_f1"]?.number)
        #expect(found.pValue == expected["p_value"]?.number)
    }

    @Test(arguments: formats) func languageModels(format: String) throws {
        let model = try LanguageModel(contentsOf: Fixtures.path("\(format)/language-model.weft"))
        #expect(model.report != nil && model.options.window == 64 && model.options.seed == 5)
        let evaluation = try JSONValue(parsing: Self.text(format, "language-model-evaluation.json"))
        let documents = try Self.text(format, "documents.txt")
        try withBestInstructionSet {
            let tolerance = Self.isMaker ? 0 : 1e-6
            let bits = try #require(evaluation["bits_per_character"]?.number)
            #expect(difference(try model.evaluate(documents).bitsPerCharacter, bits, relative: tolerance) == nil)
            var options = GenerationOptions()
            options.length = 120
            options.sampler.seed = 9
            let generation = try JSONValue(parsing: Self.text(format, "language-model-generation.json"))
            let text = try model.generate(prompt: "The miller", options: options).text
            #expect(text == generation["text"]?.string || !Self.isMaker)
        }
        try model.save(to: folder.file("again.weft"))
        let again = try LanguageModel(contentsOf: folder.file("again.weft"))
        #expect(again.options == model.options && again.report == model.report)
    }

    private static var options: ClassifierOptions {
        var options = ClassifierOptions()
        options.vocabularySize = 800
        options.embeddingSize = 8
        options.hiddenSize = 8
        options.layerCount = 2
        options.training.epochs = 60
        options.training.learningRate = 0.01
        options.trainsBaseline = false
        options.seed = 5
        return options
    }

    /// A saved training goes on to the classifier that it came to then.
    @Test(arguments: formats) func trainingStates(format: String) throws {
        let documents = try Self.corpus("english"), path = Fixtures.path("\(format)/training.state")
        let trainer = try ClassifierTrainer(documents, options: Self.options)
        try trainer.restoreState(from: path)
        let result = try withBestInstructionSet { try trainer.run() }
        #expect(result.reason == .stoppedEarly && result.epochs > 5)
        let classifier = try withBestInstructionSet { try trainer.finish() }
        // Another instruction set rounds otherwise, and a training amplifies that.
        if Self.isMaker { try check(classifier, format, "resumed.jsonl") }
        var options = Self.options
        options.dropout = 0.25
        let other = try ClassifierTrainer(documents, options: options)
        let differences = ["dropout: expected 0.25, found 0.5"]
        #expect(throws: ModelError.otherOptions(path: path, differences: differences)) {
            try other.restoreState(from: path)
        }
    }
}
