import WeftTensors
import WeftText

extension LanguageModel {
    /// What a language model has read of one text, as a value: hidden and cell states, and the logits of the next token.
    ///
    /// A copy is a fork: both go on alone. What is read in pieces gives the same bits as what is read at once.
    public struct Session: Sendable {
        /// The model that reads.
        public let model: LanguageModel
        /// Tokens read, the one that begins a text left out.
        public internal(set) var tokenCount = 0
        var state: [Float]
        package internal(set) var logits: [Float]

        /// Starts before the first token of a text.
        public init(_ model: LanguageModel) throws {
            self.model = model
            logits = Array(repeating: 0, count: model.vocabulary.count)
            state = []
            state = Array(repeating: 0, count: try model.readers.withSession { $0.stateCount })
            try read([Vocabulary.begin])
            tokenCount = 0
        }

        /// Reads the next piece of the text. A piece is cut into tokens alone: give whole words, or characters. CR LF and
        /// CR are read as LF, as they are in training.
        ///
        /// - Returns: The tokens that the model does not know, which it read as unknown.
        @discardableResult
        public mutating func read(_ text: String) throws -> Int {
            let tokens = model.vocabulary.encode(LanguageModelText.withLineFeeds(text), with: model.tokenizer)
            try read(tokens)
            return tokens.count { $0 == Vocabulary.unknown }
        }

        /// Reads tokens by their numbers in the vocabulary.
        public mutating func read(_ tokens: [Int32]) throws {
            guard !tokens.isEmpty else { return }
            try model.readers.withSession { reader in
                reader.load(state)
                // Long texts in parts, so that memory stays bounded.
                for first in stride(from: 0, to: tokens.count, by: 1024) {
                    let part = tokens.count <= 1024 ? tokens : Array(tokens[first..<min(tokens.count, first + 1024)])
                    try reader.read(part, lengths: [part.count], lastOnly: true) { output, _ in
                        for token in logits.indices { logits[token] = output[0, token] }
                    }
                }
                reader.store(into: &state)
            }
            tokenCount += tokens.count
        }

        /// Draws the next token and reads it. Special tokens are never drawn.
        ///
        /// - Returns: Its number in the vocabulary.
        public mutating func next(_ sampler: inout Sampler) throws -> Int32 {
            let token = sampler.draw(logits)
            try read([token])
            return token
        }

        /// The probability of each token of the vocabulary to be the next, at temperature 1, special tokens left out.
        public var probabilities: [Float] { Sampler.probabilities(logits) }
    }

    /// Starts to read a text.
    public func makeSession() throws -> Session { try Session(self) }
}
