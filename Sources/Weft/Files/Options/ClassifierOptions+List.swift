import WeftLayers

extension ClassifierOptions: ListedOptions {
    package mutating func list(_ list: inout OptionList) {
        tokenizer.list(&list)
        list.add("vocabulary-size", &vocabularySize, in: SizeLimits.vocabulary)
        list.add("min-count", &minimumCount, in: SizeLimits.count)
        list.add("max-tokens", &maximumTokens, in: SizeLimits.tokens)
        list.add("embedding", &embeddingSize, in: SizeLimits.columns)
        list.add("cell", &cell)
        list.add("layers", &layerCount, in: SizeLimits.layers)
        list.add("hidden", &hiddenSize, in: SizeLimits.columns)
        list.add("bidirectional", &isBidirectional)
        list.add("pooling", &pooling)
        list.add("attention-size", &attentionSize, in: SizeLimits.columns)
        list.add("dropout", &dropout, in: 0...Float(1).nextDown)
        list.add("token-dropout", &tokenDropout, in: 0...1)
        list.add("smoothing", &smoothing, in: 0...Float(1).nextDown)
        list.add("balance", &balancesClasses)
        list.add("batch", &batchSize, in: SizeLimits.batch)
        training.list(&list)
        list.add("baseline", &trainsBaseline)
        list.add("validation-share", &validationShare, in: 0...1)
        list.add("seed", &seed)
    }

    /// What the passes of training depend on.
    var passOptions: PassOptions { PassOptions(hasDropout: dropout > 0, keepsGates: !training.recomputesGates) }

    /// Refuses options that make no sense, and networks that are too large whatever the documents are.
    ///
    /// - Throws: ``ModelError/invalidOption(name:expected:found:)``, ``ModelError/memory(neededBytes:limitBytes:)``.
    package func checkSizes() throws(ModelError) {
        try check()
        let smallest = network(vocabularySize: 1, classCount: 2)
        try TrainingMemory(smallest.layout, training, tokens: 0, activations: smallest.preparedFloats).check()
    }
}

extension CellKind: NamedOption {}
extension PoolingKind: NamedOption {}
