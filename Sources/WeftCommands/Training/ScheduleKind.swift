import ArgumentParser
import WeftTraining

/// The courses of the learning rate by their names.
enum ScheduleKind: String, CaseIterable, ExpressibleByArgument {
    case constant, linear, oneCycle = "one-cycle", plateau

    init(_ schedule: Schedule) {
        switch schedule {
        case .constant: self = .constant
        case .linear: self = .linear
        case .oneCycle: self = .oneCycle
        case .reduceOnPlateau: self = .plateau
        }
    }

    var schedule: Schedule {
        switch self {
        case .constant: .constant
        case .linear: .linear(warmUp: 0.1)
        case .oneCycle: .oneCycle(warmUp: 0.3)
        case .plateau: .reduceOnPlateau(factor: 0.5, patience: 2)
        }
    }
}
