import WeftLayers
import WeftText
import WeftTraining

/// Options that a network is made by: impossible ones are refused before they are used, wherever they come from.
package protocol ListedOptions: Codable, Equatable, Sendable {
    /// All options but those of ``TrainingOptions/limits``.
    var list: OptionList { get }
    var training: TrainingOptions { get set }
    /// The seed of all random choices.
    var seed: UInt64 { get }
}

/// The largest sizes of a network. Within them no number of floats overflows.
enum SizeLimits {
    static let layers = 1...64
    static let columns = 1...16_384
    static let vocabulary = 1...Int(Int32.max)
    static let batch = 1...65_536
    static let tokens = 1...Int(Int32.max)
    static let count = 0...1 << 48
}

extension ListedOptions {
    /// Refuses options that were given.
    ///
    /// - Throws: ``ModelError/invalidOption(name:expected:found:)``.
    package func check() throws(ModelError) {
        guard let fault = list.fault ?? training.limits.fault, let expected = fault.expected else { return }
        throw .invalidOption(name: fault.name, expected: expected, found: fault.value)
    }

    /// Refuses options that a file holds.
    ///
    /// - Throws: ``ModelError/inconsistent(path:part:expected:found:)``.
    func check(path: String) throws(ModelError) {
        guard let fault = list.fault ?? training.limits.fault, let expected = fault.expected else { return }
        throw .inconsistent(path: path, part: fault.name, expected: expected, found: fault.value)
    }
}

extension ClassifierOptions: ListedOptions {
    package var list: OptionList {
        var list = OptionList()
        list.add(tokenizer.list)
        list.add("vocabulary size", vocabularySize, in: SizeLimits.vocabulary)
        list.add("minimum count", minimumCount, in: SizeLimits.count)
        list.add("tokens of a document", maximumTokens, in: SizeLimits.tokens)
        list.add("embedding size", embeddingSize, in: SizeLimits.columns)
        list.add("cell", cell.rawValue)
        list.add("layers", layerCount, in: SizeLimits.layers)
        list.add("hidden size", hiddenSize, in: SizeLimits.columns)
        list.add("both directions", isBidirectional)
        list.add("pooling", pooling.rawValue)
        list.add("attention size", attentionSize, in: SizeLimits.columns)
        list.add("dropout", dropout, in: 0...Float(1).nextDown)
        list.add("token dropout", tokenDropout, in: 0...1)
        list.add("smoothing", smoothing, in: 0...Float(1).nextDown)
        list.add("balanced classes", balancesClasses)
        list.add("batch size", batchSize, in: SizeLimits.batch)
        list.add(training.list)
        list.add("baseline", trainsBaseline)
        list.add("validation share", validationShare, in: 0...1)
        list.add("seed", "\(seed)")
        return list
    }
}

extension LanguageModelOptions: ListedOptions {
    package var list: OptionList {
        var list = OptionList()
        list.add("level", level.rawValue)
        list.add("locale", locale)
        list.add("vocabulary size", vocabularySize, in: SizeLimits.vocabulary)
        list.add("minimum count", minimumCount, in: SizeLimits.count)
        list.add("embedding size", embeddingSize, in: SizeLimits.columns)
        list.add("cell", cell.rawValue)
        list.add("layers", layerCount, in: SizeLimits.layers)
        list.add("hidden size", hiddenSize, in: SizeLimits.columns)
        list.add("dropout", dropout, in: 0...Float(1).nextDown)
        list.add("window", window, in: SizeLimits.batch)
        list.add("batch size", batchSize, in: 0...SizeLimits.batch.upperBound)
        list.add(training.list)
        list.add("validation share", validationShare, in: 0...1)
        list.add("seed", "\(seed)")
        return list
    }
}

extension Tokenizer.Options {
    fileprivate var list: OptionList {
        var list = OptionList()
        list.add("level", level.rawValue)
        list.add("normal form", form.rawValue)
        list.add("folding of case", foldCase)
        list.add("stripping of accents", stripAccents)
        list.add("folding of numbers", foldNumbers)
        list.add("removal of controls", removeControls)
        list.add("keeping of punctuation", keepPunctuation)
        list.add("keeping of spaces", keepSpaces)
        list.add("locale", locale)
        return list
    }
}

extension ClassifierOptions {
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

extension LanguageModelOptions {
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
