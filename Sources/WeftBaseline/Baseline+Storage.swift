/// An array of a stored baseline.
public enum StoredArray: Sendable, Equatable {
    /// Bytes of text.
    case bytes([UInt8])
    /// Positions and numbers of things.
    case integers([Int32])
    /// Weights.
    case numbers([Float])
}

extension Baseline {
    /// The arrays that make a baseline, each with its name; every one is flat.
    ///
    /// `weights` is [rows, lanes] with `biases` [lanes]; `options` holds the lengths of n-grams, the minimum document
    /// frequency, the maximum of features (−1 for none), 1 if sublinear, the splitting, and the number of classes.
    public var storedArrays: [(name: String, values: StoredArray)] {
        let parts = vectorizer.parts
        let options = parts.options
        return [
            ("term_bytes", .bytes(parts.termBytes)),
            ("term_ends", .integers(parts.termEnds)),
            ("child_starts", .integers(parts.childStarts)),
            ("last_terms", .integers(parts.lastTerms)),
            ("inverse_document_frequencies", .numbers(parts.inverseDocumentFrequencies)),
            ("feature_rows", .integers(regression.featureRows)),
            ("feature_scales", .numbers(regression.featureScales)),
            ("weights", .numbers(regression.weights)),
            ("biases", .numbers(regression.biases)),
            ("seen_classes", .integers(regression.seenClasses)),
            (
                "options",
                .integers([
                    Int32(options.minimumLength), Int32(options.maximumLength),
                    Int32(clamping: options.minimumDocumentFrequency), Int32(clamping: options.maximumFeatures ?? -1),
                    options.isSublinear ? 1 : 0, Int32(parts.splitting.rawValue),
                    Int32(clamping: regression.classCount),
                ])
            ),
        ]
    }

    /// Makes a baseline from stored arrays, after checking that they fit each other.
    ///
    /// - Parameter array: Gives the array of a name, nil if there is none.
    /// - Throws: `BaselineError.damaged` naming the array at fault.
    public init(storedArrays array: (_ name: String) -> StoredArray?) throws(BaselineError) {
        let numbers = try Self.integers("options", array)
        guard numbers.count == 7, let splitting = UInt8(exactly: numbers[5]).flatMap(TokenSplitting.init) else {
            throw .damaged(part: "options", expected: "7 numbers", found: "\(numbers)")
        }
        var options = TFIDFVectorizer.Options()
        options.minimumLength = Int(numbers[0])
        options.maximumLength = Int(numbers[1])
        options.minimumDocumentFrequency = Int(numbers[2])
        options.maximumFeatures = numbers[3] < 0 ? nil : Int(numbers[3])
        options.isSublinear = numbers[4] != 0
        guard case .bytes(let termBytes) = array("term_bytes") else {
            throw .damaged(part: "term_bytes", expected: "bytes", found: "none")
        }
        let vectorizer = try TFIDFVectorizer(
            parts: .init(
                termBytes: termBytes, termEnds: try Self.integers("term_ends", array),
                childStarts: try Self.integers("child_starts", array),
                lastTerms: try Self.integers("last_terms", array),
                inverseDocumentFrequencies: try Self.numbers("inverse_document_frequencies", array),
                options: options, splitting: splitting))
        let regression = try LogisticRegression(
            classCount: Int(numbers[6]), seenClasses: try Self.integers("seen_classes", array),
            weights: try Self.numbers("weights", array), biases: try Self.numbers("biases", array),
            featureRows: try Self.integers("feature_rows", array),
            featureScales: try Self.numbers("feature_scales", array))
        try self.init(vectorizer: vectorizer, regression: regression)
    }

    private static func integers(
        _ name: String, _ array: (String) -> StoredArray?
    ) throws(BaselineError) -> [Int32] {
        guard case .integers(let values) = array(name) else {
            throw .damaged(part: name, expected: "32-bit integers", found: "none")
        }
        return values
    }

    private static func numbers(
        _ name: String, _ array: (String) -> StoredArray?
    ) throws(BaselineError) -> [Float] {
        guard case .numbers(let values) = array(name) else {
            throw .damaged(part: name, expected: "32-bit floats", found: "none")
        }
        return values
    }
}
