import TestSupport
import Testing
import Weft
import WeftTraining

@Suite("Training a language model")
struct LanguageModelTrainingTests {
    @Test("learns a short text by heart") func overfits() throws {
        var options = SampleText.options
        options.training.epochs = 40
        let model = try LanguageModel.train(SampleText.rhyme, options: options, threads: 2)
        let evaluation = try model.evaluate(SampleText.rhyme)
        #expect(evaluation.bitsPerCharacter < 0.1)
        var generation = GenerationOptions()
        generation.sampler.temperature = 0
        generation.length = 70
        let prompt = "A tall ship sails"
        let expected = SampleText.rhyme.dropFirst(prompt.count).prefix(70)
        #expect(try model.generate(prompt: prompt, options: generation).text == expected)
    }

    @Test("the same bytes for any number of threads") func threads() throws {
        try withBestInstructionSet {
            var options = SampleText.options
            options.dropout = 0.2
            let folder = TemporaryFolder()
            for threads in [1, 2, 3] {
                try SampleText.model(options: options, threads: threads).save(to: folder.file("\(threads)"))
            }
            #expect(!folder.read("1").isEmpty)
            #expect(folder.read("1") == folder.read("2"))
            #expect(folder.read("1") == folder.read("3"))
        }
    }

    @Test("the same bytes after an interruption", arguments: [1, 7, 15, 38, 70])
    func resume(stopAfter: Int) throws {
        try withBestInstructionSet {
            var options = SampleText.options
            options.dropout = 0.2
            options.training.schedule = .reduceOnPlateau(factor: 0.5, patience: 2)
            let folder = TemporaryFolder()
            try SampleText.model(options: options).save(to: folder.file("unbroken"))

            var steps = 0
            var surroundings = TrainingSurroundings()
            surroundings.report = { event in
                if case .step = event { steps += 1 }
            }
            surroundings.isInterrupted = { steps >= stopAfter }
            let first = try LanguageModelTrainer(SampleText.rhyme, options: options)
            #expect(try first.run(surroundings).reason == .interrupted)
            try first.saveState(to: folder.file("state"))

            // Another number of threads and another limit of time make no difference.
            options.training.timeLimit = 1e6
            let second = try LanguageModelTrainer(SampleText.rhyme, options: options, threads: 2)
            try second.restoreState(from: folder.file("state"))
            #expect(second.tokensRead == first.tokensRead)
            #expect(try second.run().reason == .completed)
            let model = try second.finish()
            let unbroken = try LanguageModel(contentsOf: folder.file("unbroken"))
            let values = try model.weights.completeValues, unbrokenValues = try unbroken.weights.completeValues
            for entry in values.layout.entries {
                #expect(values.export(entry) == unbrokenValues.export(entry), "\(entry.name)")
            }
            #expect(model.report == unbroken.report)
        }
    }

    @Test("the same file after an interruption") func resumedFile() throws {
        try withBestInstructionSet {
            let folder = TemporaryFolder()
            let options = SampleText.options
            try SampleText.model(options: options).save(to: folder.file("unbroken"))
            let first = try LanguageModelTrainer(SampleText.rhyme, options: options)
            var surroundings = TrainingSurroundings()
            var steps = 0
            surroundings.report = { event in
                if case .step = event { steps += 1 }
            }
            surroundings.isInterrupted = { steps >= 33 }
            _ = try first.run(surroundings)
            try first.saveState(to: folder.file("state"))
            let second = try LanguageModelTrainer(SampleText.rhyme, options: options)
            try second.restoreState(from: folder.file("state"))
            _ = try second.run()
            try second.finish().save(to: folder.file("resumed"))
            #expect(folder.read("resumed") == folder.read("unbroken"))
            #expect(!folder.read("resumed").isEmpty)
        }
    }

    @Test("a state of another training is refused") func otherTraining() throws {
        let folder = TemporaryFolder()
        let trainer = try LanguageModelTrainer(SampleText.rhyme, options: SampleText.options)
        try trainer.saveState(to: folder.file("state"))
        var other = SampleText.options
        other.seed = 2
        #expect(throws: ModelError.otherOptions(path: folder.file("state"), differences: ["seed: expected 2, found 1"]))
        {
            try LanguageModelTrainer(SampleText.rhyme, options: other).restoreState(from: folder.file("state"))
        }
        #expect(throws: ModelError.otherTraining(path: folder.file("state"), part: "training data")) {
            try LanguageModelTrainer(SampleText.rhyme + "!", options: SampleText.options)
                .restoreState(from: folder.file("state"))
        }
        #expect(throws: ModelError.self) { try LanguageModel(contentsOf: folder.file("state")) }
    }

    @Test(
        "texts that teach nothing are refused",
        arguments: ["", "a", "aaaa bbb", "binary \0 data, long enough to learn"])
    func unusable(text: String) {
        #expect(throws: ModelError.self) { try LanguageModelTrainer(text, options: SampleText.options) }
    }

    @Test("a text too short for the streams is trained on with fewer") func shortText() throws {
        var options = SampleText.options
        options.batchSize = 32
        options.window = 64
        let model = try LanguageModel.train("To be, or not to be, that is the question.", options: options)
        #expect(try model.evaluate("To be").tokens == 5)
    }

    @Test("the held-out part begins where a line does") func split() throws {
        let trainer = try LanguageModelTrainer(SampleText.rhyme, options: SampleText.options)
        let characters = SampleText.rhyme.count
        #expect(trainer.trainingCharacters + trainer.validationCharacters == characters)
        #expect((0.02...0.05).contains(Double(trainer.validationCharacters) / Double(characters)))
    }
}
