#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the learning rate changes over a training, as a factor on the rate that the user gave.
public enum Schedule: Sendable, Equatable {
    /// Always the same.
    case constant
    /// Rises evenly over the first `warmUp` (a share of all steps), then falls evenly towards zero.
    case linear(warmUp: Double)
    /// Rises to the rate from a 25th of it over the first `warmUp`, then falls to a 250,000th, both along a cosine
    /// (Smith & Topin 2018).
    case oneCycle(warmUp: Double)
    /// Is multiplied by `factor` when `patience` validations in a row brought nothing better; see ``Plateau``.
    case reduceOnPlateau(factor: Double, patience: Int)

    /// The factor at `step` of `total`, from zero on. The part of ``reduceOnPlateau(factor:patience:)`` is in ``Plateau``.
    package func factor(step: Int, of total: Int) -> Double {
        switch self {
        case .constant, .reduceOnPlateau: 1
        case .linear(let warmUp): linear(step, total, warmUp)
        case .oneCycle(let warmUp): oneCycle(step, total, warmUp)
        }
    }

    private func linear(_ step: Int, _ total: Int, _ warmUp: Double) -> Double {
        let rising = (warmUp * Double(total)).rounded()
        let place = Double(min(step, total - 1))
        if place < rising { return (place + 1) / rising }
        return max(0, Double(total) - place) / max(1, Double(total) - rising)
    }

    private func oneCycle(_ step: Int, _ total: Int, _ warmUp: Double) -> Double {
        let start = 1.0 / 25, end = start / 10_000
        let top = max(0, warmUp * Double(total) - 1), last = Double(total - 1)
        let place = min(Double(step), last)
        if place <= top { return top > 0 ? along(from: start, to: 1, place / top) : 1 }
        return along(from: 1, to: end, (place - top) / (last - top))
    }

    private func along(from start: Double, to end: Double, _ share: Double) -> Double {
        end + (start - end) / 2 * (1 + cos(Double.pi * share))
    }
}

/// What ``Schedule/reduceOnPlateau(factor:patience:)`` remembers of the validations.
package struct Plateau: Sendable, Equatable {
    /// The best score so far.
    package var best: Double?
    /// Validations since then, or since the last reduction.
    package var worse = 0
    /// The factor on the rate.
    package var factor = 1.0

    package init() {}

    /// Takes notice of a validation; higher scores are better.
    package mutating func record(_ score: Double, schedule: Schedule) {
        guard case .reduceOnPlateau(let reduction, let patience) = schedule else { return }
        if score > best ?? -.infinity {
            best = score
            worse = 0
            return
        }
        worse += 1
        if worse > patience {
            factor *= reduction
            worse = 0
        }
    }
}
