import ArgumentParser

/// How large a network is.
struct NetworkSizes {
    let layers: Int
    let hidden: Int
    let embedding: Int
    let vocabulary: Int
}

/// Whose sizes a network has where the command line names no other.
protocol SizeDefaults {
    static var sizes: NetworkSizes { get }
}

/// How large a network is, as the command line of trainings and benchmarks names it.
struct SizeArguments<Defaults: SizeDefaults>: ParsableArguments {
    @Option(help: "The most tokens in the vocabulary.")
    var vocabularySize = Defaults.sizes.vocabulary

    @Option(help: "Layers of the encoder.")
    var layers = Defaults.sizes.layers

    @Option(help: "Units of each layer and direction.")
    var hidden = Defaults.sizes.hidden

    @Option(help: "Columns of the embedding.")
    var embedding = Defaults.sizes.embedding

    func validate() throws {
        try expect("vocabulary-size", vocabularySize, in: 5...100_000_000)
        try expect("layers", layers, in: 1...64)
        try expect("hidden", hidden, in: 1...16_384)
        try expect("embedding", embedding, in: 1...16_384)
    }
}
