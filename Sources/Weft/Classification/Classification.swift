/// What a classifier says of one document.
public struct Classification: Sendable, Equatable {
    /// The likeliest label.
    public let label: String
    /// Its probability.
    public let probability: Float
    /// The probability of each label, in the model's order of labels (by code points).
    public let scores: [(label: String, probability: Float)]

    init(labels: [String], probabilities: [Float]) {
        let best = probabilities.indexOfLargest
        label = labels[best]
        probability = probabilities[best]
        scores = zip(labels, probabilities).map { (label: $0, probability: $1) }
    }

    /// Equal labels and probabilities.
    public static func == (left: Classification, right: Classification) -> Bool {
        left.label == right.label && left.probability == right.probability
            && left.scores.elementsEqual(right.scores) { $0.label == $1.label && $0.probability == $1.probability }
    }
}

/// A classification with the weight of each token in it.
public struct Explanation: Sendable, Equatable {
    /// One token of the document and its weight.
    public struct TokenWeight: Sendable, Equatable {
        /// The text of the token as it stands in the document.
        public let text: String
        /// Its UTF-8 offsets in the document.
        public let range: Range<Int>
        /// The probability that the label loses when the token is replaced by the unknown one (occlusion; Zeiler &
        /// Fergus 2014): negative for a token that speaks against the label.
        public let weight: Float
        /// The token's share of the attention, all shares with sum 1; nil with other poolings. It says where the network
        /// looked, which need not be what decided (Jain & Wallace 2019).
        public let attention: Float?
    }

    /// What is explained.
    public let classification: Classification
    /// The tokens that the network read, in order.
    public let tokens: [TokenWeight]
}
