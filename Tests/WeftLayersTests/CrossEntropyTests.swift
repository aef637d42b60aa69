import TestSupport
import Testing
import WeftLayers
import WeftTensors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct CrossEntropyTests {
    /// PyTorch's weighted mean, in double.
    private func reference(_ logits: [Double], targets: [Int32], weights: [Float]?, smoothing: Double) -> Double {
        let classes = logits.count / targets.count
        var sum = 0.0, divisor = 0.0
        for (row, target) in targets.enumerated() {
            let x = logits[row * classes..<(row + 1) * classes]
            let largest = x.max() ?? 0
            let logSum = largest + log(x.reduce(0) { $0 + exp($1 - largest) })
            for (index, value) in x.enumerated() {
                let share = (index == Int(target) ? 1 - smoothing : 0) + smoothing / Double(classes)
                sum += share * Double(weights?[index] ?? 1) * (logSum - value)
            }
            divisor += Double(weights?[Int(target)] ?? 1)
        }
        return sum / divisor
    }

    @Test(arguments: ["plain", "weighted", "smoothed", "weighted_smoothed"])
    func agreesWithPyTorch(name: String) throws {
        let golden = try Fixtures.golden("cross_entropy", case: name)
        let targets = try golden.integers("targets").map { Int32($0) }
        let loss = CrossEntropy(
            classWeights: name.hasPrefix("weighted") ? try golden.floats("class_weights") : nil,
            smoothing: Float(try golden.scalar("smoothing")))
        try forEveryInstructionSet { _ in
            try withArena { arena in
                for logits in [arena.matrix(rows: 9, columns: 5), arena.panels(rows: 9, columns: 5)] {
                    logits.fill(try golden.data("logits"))
                    let found = loss.lossAndDeltas(
                        logits, targets: targets, workspace: arena, team: ThreadTeam(count: 2))
                    #expect(difference(found, try golden.scalar("loss"), relative: 1e-6) == nil)
                    #expect(
                        difference(logits.elements(), try golden.data("gradient.logits"), ofLargest: 1e-6) == nil)
                    #expect(logits.hasZeroPadding())
                }
            }
        }
    }

    @Test(arguments: [1, 2, 16, 17, 100], [Float(0), 0.2]) func gradientCheck(classes: Int, smoothing: Float) throws {
        try withArena { arena in
            let logits = arena.panels(rows: 3, columns: classes)
            logits.fillRandom(seed: 5, scale: 4)
            let point = logits.elements().map(Double.init)
            let targets = [0, Int32(classes / 2), Int32(classes - 1)]
            let weights = (0..<classes).map { 0.5 + Float($0 % 3) }
            func value(_ x: [Double]) -> Double {
                reference(x, targets: targets, weights: weights, smoothing: Double(smoothing))
            }
            let loss = CrossEntropy(classWeights: weights, smoothing: smoothing).lossAndDeltas(
                logits, targets: targets, workspace: arena, team: ThreadTeam(count: 1))
            #expect(difference(loss, value(point), relative: 1e-6, absolute: 1e-7) == nil)
            let expected = numericGradient(at: point, of: value)
            #expect(difference(logits.elements(), expected, absolute: 1e-6) == nil)
        }
    }

    /// The sum over parts of a batch with the whole's normaliser is the whole.
    @Test func partsAddUp() throws {
        try withArena { arena in
            let targets: [Int32] = (0..<40).map { $0 % 7 }
            let loss = CrossEntropy(classWeights: [1, 2, 3, 1, 1, 1, 0.5])
            let whole = arena.matrix(rows: 40, columns: 7), parts = arena.matrix(rows: 40, columns: 7)
            whole.fillRandom(seed: 1, scale: 3)
            parts.copy(from: whole)
            let team = ThreadTeam(count: 3)
            let expected = loss.lossAndDeltas(whole, targets: targets, workspace: arena, team: team)
            var sum = 0.0
            for first in stride(from: 0, to: 40, by: 10) {
                sum += loss.lossAndDeltas(
                    parts.rows(from: first, count: 10), targets: Array(targets[first..<first + 10]),
                    normaliser: loss.normaliser(targets), workspace: arena, team: team)
            }
            #expect(difference(sum, expected, relative: 1e-12) == nil)
            #expect(sameBits(parts.elements(), whole.elements()))
        }
    }

    @Test func largeLogitsStayFiniteAndNaNIsSeen() throws {
        try withArena { arena in
            let logits = arena.matrix(rows: 2, columns: 3)
            logits.fill([3e4, -3e4, 0, 1.0, 2, 3])
            let team = ThreadTeam(count: 1)
            let loss = CrossEntropy().lossAndDeltas(logits, targets: [1, 0], workspace: arena, team: team)
            #expect(loss > 3e4 && loss.isFinite)
            #expect(logits.elements().allSatisfy { $0.isFinite })
            logits.fill([Double.nan, 0, 0, 1, 2, 3])
            #expect(CrossEntropy().lossAndDeltas(logits, targets: [1, 0], workspace: arena, team: team).isNaN)
        }
    }
}
