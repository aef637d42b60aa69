// What a training found, in the words of the commands' JSON.

extension Evaluation: KeptResults {
    package mutating func list(_ list: inout OptionList) {
        list.add("accuracy", &accuracy)
        list.add("macro_f1", &macroF1)
        list.add("n", &count)
    }

    /// Of no documents.
    package init() {
        accuracy = 0
        macroF1 = 0
        count = 0
    }
}

extension ClassifierReport: KeptResults {
    package mutating func list(_ list: inout OptionList) {
        list.add("model", &model)
        list.add("baseline", &baseline)
        list.add("p_value", &pValue)
        list.add("is_test", &isTest)
        list.add("epochs", &epochs)
        list.add("best_validation", &bestValidation)
    }

    /// Of nothing.
    package init() {
        model = Evaluation()
        isTest = false
        epochs = 0
    }
}

extension LanguageModelEvaluation: KeptResults {
    package mutating func list(_ list: inout OptionList) {
        list.add("bits_per_character", &bitsPerCharacter)
        list.add("perplexity", &perplexity)
        list.add("tokens", &tokens)
        list.add("characters", &characters)
        list.add("unknown", &unknown)
    }

    /// Of no text.
    package init() {
        bitsPerCharacter = 0
        perplexity = 1
        tokens = 0
        characters = 0
        unknown = 0
    }
}

extension LanguageModelReport: KeptResults {
    package mutating func list(_ list: inout OptionList) {
        list.add("validation", &validation)
        list.add("best_step", &bestStep)
        list.add("steps", &steps)
        list.add("epochs", &epochs)
    }

    /// Of nothing.
    package init() { self.init(validation: LanguageModelEvaluation(), bestStep: 0, steps: 0, epochs: 0) }
}
