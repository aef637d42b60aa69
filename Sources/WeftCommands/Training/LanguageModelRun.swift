import Weft
import WeftCompression
import WeftJSON
import WeftTraining

/// One run of `weft train language-model`: what it has beside every training, its words and its report.
struct LanguageModelRun {
    let trainer: LanguageModelTrainer
    let checkpoints: CheckpointArguments
    let interruption: Interruption
    let console: Console

    func train(output: String) throws {
        announce()
        let run = TrainingRun(
            trainer: trainer, checkpoints: checkpoints, interruption: interruption, console: console)
        try run.train(
            total: trainer.plannedTokens, unit: trainer.options.level == .character ? "characters" : "tokens",
            wording: wording, output: output
        ) { ended in
            try ended.states.keeping { try trainer.finish() }
        } save: { model, path in
            try model.save(to: path)
        } report: { model, ended, path in
            try report(model, ended, output: path)
        }
    }

    private func announce() {
        console.note(
            "\(trainer.trainingCharacters.grouped) characters to train on, "
                + "\(trainer.validationCharacters.grouped) to validate; "
                + "\(trainer.vocabulary.textTokenCount.grouped) tokens known; "
                + "\(trainer.parameterCount.grouped) parameters, \(trainer.memory.total.megabytes) to train them")
        if trainer.validationCharacters == 0 {
            console.note("the text is too short to set a part aside: nothing validates, and the last weights are kept")
        }
        if trainer.unknownValidationTokens > 0 {
            console.note(
                "\(trainer.unknownValidationTokens) tokens of the validation text are not in the vocabulary; "
                    + "they are read as unknown")
        }
    }

    private var wording: TrainingWording {
        let unit = trainer.options.level == .character ? "bits" : "bits a token"
        var wording = TrainingWording()
        wording.completed = { trainer.tokensRead }
        wording.epoch = { $0.fixed(2) }
        wording.loss = { "loss \(($0 / LanguageModelRun.natsPerBit).fixed(3)) \(unit)" }
        wording.score = { "validation \((-$0).fixed(4)) bits a character" }
        wording.timeLimit = trainer.options.training.timeLimit
        return wording
    }

    private static let natsPerBit = 0.693_147_180_559_945_3

    private func report(
        _ model: LanguageModel, _ ended: TrainingRun<LanguageModelTrainer>.Ended, output: String
    ) throws {
        let result = ended.result, seconds = ended.seconds
        let charactersPerToken = Double(trainer.trainingCharacters) / Double(max(1, trainer.trainingTokens))
        let rate = Double(ended.watch.tokens) * charactersPerToken / max(seconds, 1e-9)
        guard console.isJSON else {
            if let report = model.report {
                try console.output.line("on the validation text")
                for line in report.validation.lines { try console.output.line(line) }
            }
            try console.output.line(
                "\(result.epochs) epochs, \(result.steps) steps in \(durationText(seconds: seconds)), "
                    + "\(Int(rate).grouped) characters/s")
            return try console.output.line("saved as \(output.singleLine)")
        }
        try console.output.line(
            JSON.object(
                (model.report?.validation.members ?? LanguageModelEvaluation.missingMembers) + [
                    .init("epochs", .integer(result.epochs)), .init("steps", .integer(result.steps)),
                    .init("best_step", .integer(result.bestStep)), .init("stopped", .string(result.reason.rawValue)),
                    .init("seconds", .number(seconds)), .init("characters_per_second", .number(rate)),
                    .init("peak_rss_bytes", .integer(TrainingWatch.peakMemory)),
                    .init("activation_bytes", .integer(trainer.peakActivationBytes)),
                    .init("parameters", .integer(model.parameterCount)), .init("output", .string(output.singleLine)),
                ]))
    }
}

extension LanguageModelEvaluation {
    /// For a person.
    var lines: [String] {
        var lines = [
            "\(bitsPerCharacter.fixed(4)) bits a character, perplexity \(perplexity.fixed(3)) a token, "
                + "\(tokens.grouped) tokens, \(characters.grouped) characters"
        ]
        if unknown > 0 { lines.append("\(unknown.grouped) of the tokens are not in the vocabulary") }
        return lines
    }

    /// For JSON, where there was no text to judge on.
    static let missingMembers = ["bits_per_character", "perplexity", "tokens", "characters", "unknown"].map {
        JSON.Member($0, .null)
    }

    /// For JSON.
    var members: [JSON.Member] {
        [
            .init("bits_per_character", .number(bitsPerCharacter)), .init("perplexity", .number(perplexity)),
            .init("tokens", .integer(tokens)), .init("characters", .integer(characters)),
            .init("unknown", .integer(unknown)),
        ]
    }
}
