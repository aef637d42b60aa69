import WeftLayers
import WeftTensors

extension ParameterBuffer {
    /// The same parameters in fewer bits.
    ///
    /// - Throws: ``ModelError/unquantizable(expected:found:)`` for weights that were rounded before or are not finite.
    func quantized(to precision: WeightPrecision) throws -> ParameterBuffer {
        guard self.precision == .float32 else {
            throw ModelError.unquantizable(expected: "weights in float32", found: self.precision.rawValue)
        }
        let result = try rounded(to: precision)
        for entry in layout.entries where !result.scales(entry).allSatisfy(\.isFinite) {
            throw ModelError.unquantizable(
                expected: "finite weights", found: "infinity or not-a-number in \(entry.name)")
        }
        return result
    }
}

extension TextClassifier {
    /// The numbers that the weights are kept in.
    public var precision: WeightPrecision { weights.values.precision }

    /// The same classifier with weights of fewer bits: it is smaller, in memory and saved, and starts faster. The weights
    /// are rounded here, once; saving and opening it changes nothing more.
    ///
    /// - Parameters:
    ///   - precision: int8 takes about a quarter of the room, bfloat16 half.
    ///   - keepsBaseline: Whether the linear rival comes along.
    /// - Throws: ``ModelError/unquantizable(expected:found:)`` for a classifier that was rounded before.
    public func quantized(
        to precision: WeightPrecision = .int8, keepsBaseline: Bool = true
    ) throws -> TextClassifier {
        try TextClassifier(
            options: options, labels: labels, vocabulary: vocabulary,
            weights: ClassifierWeights(
                weights.network, values: weights.completeValues.quantized(to: precision),
                team: ThreadTeam(count: threads)),
            baseline: keepsBaseline ? baseline : Deferred(nil), report: report, icuVersion: icuVersion, threads: threads
        )
    }
}

extension LanguageModel {
    /// The numbers that the weights are kept in.
    public var precision: WeightPrecision { weights.values.precision }

    /// The same model with weights of fewer bits; see ``TextClassifier/quantized(to:keepsBaseline:)``.
    public func quantized(to precision: WeightPrecision = .int8) throws -> LanguageModel {
        try LanguageModel(
            options: options, vocabulary: vocabulary,
            weights: LanguageModelWeights(
                weights.network, values: weights.completeValues.quantized(to: precision),
                team: ThreadTeam(count: threads)),
            report: report, icuVersion: icuVersion, threads: threads)
    }
}
