import WeftLayers
import WeftText

extension LanguageModelOptions: ListedOptions {
    package mutating func list(_ list: inout OptionList) {
        list.add("level", &level)
        list.add("locale", &locale)
        list.add("vocabulary-size", &vocabularySize, in: SizeLimits.vocabulary)
        list.add("min-count", &minimumCount, in: SizeLimits.count)
        list.add("embedding", &embeddingSize, in: SizeLimits.columns)
        list.add("cell", &cell)
        list.add("layers", &layerCount, in: SizeLimits.layers)
        list.add("hidden", &hiddenSize, in: SizeLimits.columns)
        list.add("dropout", &dropout, in: 0...Float(1).nextDown)
        list.add("window", &window, in: SizeLimits.batch)
        list.add("batch", &batchSize, in: 0...SizeLimits.batch.upperBound)
        training.list(&list)
        list.add("validation-share", &validationShare, in: 0...1)
        list.add("seed", &seed)
    }

    /// What the passes of training depend on.
    var passOptions: PassOptions { PassOptions(hasDropout: dropout > 0, keepsGates: !training.recomputesGates) }

    /// Refuses options that make no sense, and networks that are too large whatever the text is.
    ///
    /// - Throws: ``ModelError/invalidOption(name:expected:found:)``, ``ModelError/memory(neededBytes:limitBytes:)``.
    package func checkSizes() throws(ModelError) {
        try check()
        let smallest = network(vocabularySize: 1)
        try TrainingMemory(
            smallest.layout, training, tokens: 0, activations: smallest.preparedFloats(batchSize: batchSize)
        ).check()
    }
}

extension Tokenizer.Level: NamedOption {}
