/// Options as a person reads them, each with the values that it can have: to refuse impossible ones before anything is
/// made by them, and to name those in which two trainings differ.
package struct OptionList: Sendable {
    /// One option.
    package struct Entry: Sendable, Equatable {
        /// What it is called in a sentence.
        package let name: String
        /// Its value in words.
        package let value: String
        /// The values that it can have, where it has none of them.
        package let expected: String?
    }

    /// In a fixed order.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Adds a number that has to lie in a range; nil stands for an option that is off. Not-a-number lies in none.
    package mutating func add<Value: Comparable & Sendable>(
        _ name: String, _ value: Value?, in range: ClosedRange<Value>
    ) {
        let isPossible = value.map { range.contains($0) } ?? true
        entries.append(
            Entry(
                name: name, value: value.map { "\($0)" } ?? "none",
                expected: isPossible ? nil : "\(range.lowerBound) to \(range.upperBound)"))
    }

    /// Adds an option all of whose values are possible.
    package mutating func add(_ name: String, _ value: String) {
        entries.append(Entry(name: name, value: value.isEmpty ? "none" : value, expected: nil))
    }

    /// Adds a switch.
    package mutating func add(_ name: String, _ isOn: Bool) { add(name, isOn ? "yes" : "no") }

    /// Adds all of another list.
    package mutating func add(_ list: OptionList) { entries += list.entries }

    /// The first option with an impossible value.
    package var fault: Entry? { entries.first { $0.expected != nil } }

    /// What is different in another list of the same kind, as "dropout: expected 0.5, found 0.1".
    package func differences(to other: OptionList) -> [String] {
        let values = { (list: OptionList) in
            Dictionary(list.entries.map { ($0.name, $0.value) }) { first, _ in first }
        }
        let (own, others) = (values(self), values(other))
        let names = entries.map(\.name) + other.entries.map(\.name).filter { own[$0] == nil }
        return names.compactMap { name in
            let (expected, found) = (own[name] ?? "none", others[name] ?? "none")
            return expected == found ? nil : "\(name): expected \(expected), found \(found)"
        }
    }
}

extension TrainingOptions {
    /// The options with the values that they can have. Epochs and the limit of time are left out of what makes a training
    /// another one.
    package var list: OptionList {
        var list = OptionList()
        list.add("optimizer", optimizer.kind.rawValue)
        list.add("momentum", optimizer.momentum, in: 0...1)
        list.add("first beta", optimizer.beta1, in: 0...1)
        list.add("second beta", optimizer.beta2, in: 0...1)
        list.add("epsilon", optimizer.epsilon, in: 0...1)
        list.add("weight decay", optimizer.weightDecay, in: 0...1e6)
        list.add("learning rate", learningRate, in: 0...1e6)
        list.add(schedule.list)
        list.add("clipping", clip, in: 0...1e12)
        list.add("patience", patience, in: 0...1_000_000_000)
        list.add("steps between validations", validationInterval, in: 1...1_000_000_000)
        list.add("averaging", averaging, in: 0...Double(1).nextDown)
        list.add("rate reductions", rateReductions, in: 0...1000)
        list.add("gates made again", recomputesGates)
        return list
    }

    /// The options that may differ when a training goes on.
    package var limits: OptionList {
        var list = OptionList()
        list.add("epochs", epochs, in: 1...1_000_000_000)
        list.add("time limit", timeLimit, in: 0...1e12)
        return list
    }
}

extension Schedule {
    fileprivate var list: OptionList {
        var list = OptionList()
        switch self {
        case .constant: list.add("schedule", "constant")
        case .linear(let warmUp):
            list.add("schedule", "linear")
            list.add("warm-up", warmUp, in: 0...1)
        case .oneCycle(let warmUp):
            list.add("schedule", "one cycle")
            list.add("warm-up", warmUp, in: 0...1)
        case .reduceOnPlateau(let factor, let patience):
            list.add("schedule", "reduced on a plateau")
            list.add("factor of a plateau", factor, in: 0...1)
            list.add("patience of a plateau", patience, in: 0...1_000_000_000)
        }
        return list
    }
}
