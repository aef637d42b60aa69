import WeftTensors

/// The values that a parameter has before the first step.
package enum InitialValues: Sendable, Equatable {
    case zeros
    /// Uniform in ±1/√fan: PyTorch's rule, with the units of a recurrent layer, or the inputs of a linear one, as fan.
    case uniform(fan: Int)
    /// Normal with a mean of zero.
    case normal(deviation: Float)
    /// One value for each part of the outputs, in PyTorch's order: the gates of a bias.
    case constants([Float])
}

extension ParameterBuffer {
    /// Draws the first values of every parameter as the layout declares them.
    ///
    /// Each parameter's random numbers are a function of the seed and its name, so that another parameter more or less
    /// changes none of the others.
    package func initialize(seed: UInt64) {
        for entry in layout.entries {
            var generator = Generator(seed: seed, .parameter(entry.name))
            if entry.isTable {
                initializeTable(entry, &generator)
            } else {
                load(entry, from: entry.drawInitialValues(&generator))
            }
        }
    }

    /// Fills a table in place, as a large one is not held twice.
    private func initializeTable(_ entry: ParameterEntry, _ generator: inout Generator) {
        let table = table(entry.slot)
        for row in 0..<table.rows where row != entry.padding {
            for column in 0..<table.columns { table[row, column] = entry.initial.draw(&generator) }
        }
    }
}

extension ParameterEntry {
    fileprivate func drawInitialValues(_ generator: inout Generator) -> [Float] {
        guard case .constants(let constants) = initial else {
            return (0..<count).map { _ in initial.draw(&generator) }
        }
        let pieces = outputs.pieces
        precondition(constants.count == pieces.count, "\(name): \(constants.count) values for \(pieces.count) parts")
        return zip(constants, pieces).flatMap { Array(repeating: $0, count: $1.count) }
    }
}

extension InitialValues {
    /// The next value of those that do not depend on their place.
    fileprivate func draw(_ generator: inout Generator) -> Float {
        switch self {
        case .zeros, .constants: return 0
        case .uniform(let fan):
            let bound = 1 / Float(fan).squareRoot()
            return generator.uniform(-bound, bound)
        case .normal(let deviation): return deviation * generator.normal()
        }
    }
}
