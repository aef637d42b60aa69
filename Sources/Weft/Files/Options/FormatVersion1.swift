import WeftJSON

/// What files of format version 1 hold, in the keys of today. It never changes, but for keys that are renamed.
///
/// Version 1 wrote options and reports under the names that their properties had, options in groups (`tokenizer`,
/// `training`, `training.optimizer`), and left out what was nil.
enum FormatVersion1 {
    /// Old names, in their groups, and the keys of today.
    private static let keys = [
        "attentionSize": "attention-size", "balancesClasses": "balance", "batchSize": "batch", "cell": "cell",
        "dropout": "dropout", "embeddingSize": "embedding", "hiddenSize": "hidden", "isBidirectional": "bidirectional",
        "layerCount": "layers", "level": "level", "locale": "locale", "maximumTokens": "max-tokens",
        "minimumCount": "min-count", "pooling": "pooling", "seed": "seed", "smoothing": "smoothing",
        "tokenDropout": "token-dropout", "trainsBaseline": "baseline", "validationShare": "validation-share",
        "vocabularySize": "vocabulary-size", "window": "window",
        "tokenizer.foldCase": "keep-case", "tokenizer.foldNumbers": "fold-numbers", "tokenizer.form": "form",
        "tokenizer.keepPunctuation": "drop-punctuation", "tokenizer.keepSpaces": "keep-spaces",
        "tokenizer.level": "level", "tokenizer.locale": "locale", "tokenizer.removeControls": "remove-controls",
        "tokenizer.stripAccents": "strip-accents",
        "training.gateRecomputation": "recompute-gates", "training.learningRate": "learning-rate",
        "training.rateReductions": "rate-reductions",
        "training.optimizer.beta1": "beta1", "training.optimizer.beta2": "beta2",
        "training.optimizer.epsilon": "epsilon", "training.optimizer.kind": "optimizer",
        "training.optimizer.momentum": "momentum", "training.optimizer.weightDecay": "weight-decay",
        "training.schedule.linear.warmUp": "warm-up", "training.schedule.oneCycle.warmUp": "warm-up",
        "training.schedule.reduceOnPlateau.factor": "plateau-factor",
        "training.schedule.reduceOnPlateau.patience": "plateau-patience",
    ].merging(optional) { first, _ in first }

    /// Those that were nil where they are missing.
    private static let optional = [
        "training.averaging": "averaging", "training.clip": "clip", "training.epochs": "epochs",
        "training.patience": "patience", "training.timeLimit": "time-limit",
        "training.validationInterval": "validate-every",
    ]

    /// Switches whose key means the opposite.
    private static let opposites: Set = ["tokenizer.foldCase", "tokenizer.keepPunctuation"]

    /// The kinds of schedules, each of which was a group of its own.
    private static let schedules = [
        "constant": "constant", "linear": "linear", "oneCycle": "one-cycle", "reduceOnPlateau": "plateau",
    ]
    private static let schedule = "training.schedule."

    /// Options of a model in the keys of today.
    static func options(_ json: JSONValue) throws(OptionFault) -> JSONValue {
        var members = optional.sorted { $0.key < $1.key }.map { JSONValue.Member($0.value, .null) }
        for (name, value) in leaves(of: json) {
            if name.hasPrefix(schedule) {
                let kind = String(name.dropFirst(schedule.count).prefix { $0 != "." })
                guard let kind = schedules[kind] else { throw .unknownKey(name) }
                set(&members, "schedule", .string(kind))
                if value == .object([]) { continue }
            }
            guard let key = keys[name] else { throw .unknownKey(name) }
            guard opposites.contains(name) else {
                set(&members, key, value)
                continue
            }
            do throws(OptionFault) { set(&members, key, .bool(!(try Bool(json: value)))) } catch {
                throw error.of(name)
            }
        }
        return .object(members)
    }

    private static func set(_ members: inout [JSONValue.Member], _ key: String, _ value: JSONValue) {
        members.removeAll { $0.key == key }
        members.append(.init(key, value))
    }

    /// All values under their names, each behind those of the groups around it.
    private static func leaves(of json: JSONValue, in group: String = "") -> [(name: String, value: JSONValue)] {
        guard case .object(let members) = json, !members.isEmpty else { return [(group, json)] }
        return members.flatMap { leaves(of: $0.value, in: group.isEmpty ? $0.key : "\(group).\($0.key)") }
    }

    /// The names in reports that are others today.
    private static let reportKeys = [
        "bestStep": "best_step", "bestValidation": "best_validation", "bitsPerCharacter": "bits_per_character",
        "count": "n", "isTest": "is_test", "macroF1": "macro_f1", "pValue": "p_value",
    ]

    /// A report in the keys of today.
    static func report(_ json: JSONValue) -> JSONValue {
        guard case .object(let members) = json else { return json }
        return .object(members.map { .init(reportKeys[$0.key] ?? $0.key, report($0.value)) })
    }
}
