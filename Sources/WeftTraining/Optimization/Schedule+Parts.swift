// A schedule as a kind and its constants, each of which only some kinds have: so a file and a command line name them.
extension Schedule {
    /// The kinds by their names.
    package enum Kind: String, Sendable, CaseIterable {
        case constant, linear, oneCycle = "one-cycle", plateau

        /// The schedule of this kind with the usual constants.
        package var schedule: Schedule {
            switch self {
            case .constant: .constant
            case .linear: .linear(warmUp: 0.1)
            case .oneCycle: .oneCycle(warmUp: 0.3)
            case .plateau: .reduceOnPlateau(factor: 0.5, patience: 2)
            }
        }
    }

    /// The kind. Another one comes with its usual constants.
    package var kind: Kind {
        get {
            switch self {
            case .constant: .constant
            case .linear: .linear
            case .oneCycle: .oneCycle
            case .reduceOnPlateau: .plateau
            }
        }
        set { if newValue != kind { self = newValue.schedule } }
    }

    /// The share of steps in which the rate rises; nil, and not to be set, for kinds without.
    package var warmUp: Double? {
        get {
            switch self {
            case .linear(let warmUp), .oneCycle(let warmUp): warmUp
            case .constant, .reduceOnPlateau: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .linear: self = .linear(warmUp: newValue)
            case .oneCycle: self = .oneCycle(warmUp: newValue)
            case .constant, .reduceOnPlateau: break
            }
        }
    }

    /// The factor of a reduction; nil, and not to be set, for other kinds.
    package var plateauFactor: Double? {
        get { if case .reduceOnPlateau(let factor, _) = self { factor } else { nil } }
        set {
            guard case .reduceOnPlateau(_, let patience) = self, let newValue else { return }
            self = .reduceOnPlateau(factor: newValue, patience: patience)
        }
    }

    /// The validations that a reduction waits for; nil, and not to be set, for other kinds.
    package var plateauPatience: Int? {
        get { if case .reduceOnPlateau(_, let patience) = self { patience } else { nil } }
        set {
            guard case .reduceOnPlateau(let factor, _) = self, let newValue else { return }
            self = .reduceOnPlateau(factor: factor, patience: newValue)
        }
    }
}
