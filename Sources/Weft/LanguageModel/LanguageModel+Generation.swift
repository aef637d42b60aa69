import WeftText

/// How a text is generated.
public struct GenerationOptions: Sendable, Equatable {
    /// How tokens are drawn.
    public var sampler = Sampler.Options()
    /// Characters after which it stops.
    public var length = 500
    /// A text before which it stops; it is not given out. Empty for none.
    public var stop = ""

    /// Creates the default options.
    public init() {}
}

/// A generated text.
public struct Generation: Sendable, Equatable {
    /// The text without the prompt.
    public var text: String
    /// Tokens drawn.
    public var tokens: Int
    /// Tokens of the prompt that the model does not know.
    public var unknownPromptTokens: Int
    /// Whether the stop text ended it.
    public var isStopped: Bool
}

extension LanguageModel {
    /// Continues a text.
    ///
    /// - Parameters:
    ///   - prompt: The text to continue; tokens that the model does not know are read as unknown.
    ///   - hear: Gets each piece of the text as soon as it is certain.
    public func generate(
        prompt: String = "", options: GenerationOptions = .init(), hear: (String) throws -> Void = { _ in }
    ) throws -> Generation {
        var session = try makeSession()
        let unknown = try session.read(prompt)
        var generation = try session.generate(options, hear: hear)
        generation.unknownPromptTokens = unknown
        return generation
    }
}

extension LanguageModel.Session {
    /// Continues the text that was read; the session has then read what was drawn.
    public mutating func generate(
        _ options: GenerationOptions = .init(), hear: (String) throws -> Void = { _ in }
    ) throws -> Generation {
        var sampler = Sampler(options.sampler)
        var stop = StopText(LanguageModelText.withLineFeeds(options.stop))
        var text: [UInt8] = []
        var tokens = 0, characters = 0
        let isWords = model.options.level == .word
        while characters < options.length, !stop.isFound {
            let token = try next(&sampler)
            tokens += 1
            characters += isWords ? model.vocabulary.token(at: token).count : 1
            let certain = model.vocabulary.withToken(at: token) { bytes in stop.take(bytes) }
            if !certain.isEmpty {
                text += certain
                try hear(String(decoding: certain, as: UTF8.self))
            }
        }
        let rest = stop.rest
        if !rest.isEmpty {
            text += rest
            try hear(String(decoding: rest, as: UTF8.self))
        }
        return Generation(
            text: String(decoding: text, as: UTF8.self), tokens: tokens, unknownPromptTokens: 0, isStopped: stop.isFound
        )
    }
}
