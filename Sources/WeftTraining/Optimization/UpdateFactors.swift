import WeftLayers

/// How much faster or slower than the others a parameter is learned: for layers that are frozen at first (Howard & Ruder
/// 2018, gradual unfreezing), rates that differ between layers, and biases without decay.
package struct UpdateFactors: Sendable, Equatable {
    /// Of the learning rate; with zero the parameter stays as it is.
    package var rate: Float = 1
    /// Of the weight decay.
    package var decay: Float = 1

    package init(rate: Float = 1, decay: Float = 1) {
        self.rate = rate
        self.decay = decay
    }
}

/// The parameters in the order of their floats, those with the same factors as one run: usually a single one.
struct UpdatePlan: Sendable {
    struct Run: Sendable {
        var floats: Range<Int>
        let factors: UpdateFactors
    }

    /// Cover all dense floats.
    private(set) var runs: [Run] = []
    /// By the index of a table's slot.
    private(set) var tables: [Int: UpdateFactors] = [:]

    init(_ layout: ParameterLayout, _ factors: (ParameterEntry) -> UpdateFactors) {
        for entry in layout.entries {
            let factors = factors(entry), slot = entry.slot
            if entry.isTable {
                tables[slot.index] = factors
            } else if let last = runs.last, last.factors == factors {
                runs[runs.count - 1].floats = last.floats.lowerBound..<slot.offset + slot.floats
            } else {
                runs.append(Run(floats: slot.offset..<slot.offset + slot.floats, factors: factors))
            }
        }
    }
}
