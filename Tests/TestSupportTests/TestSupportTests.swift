import TestSupport
import Testing
import WeftTensors

@Suite struct ClosenessTests {
    @Test func acceptsWhatIsWithinAndNamesTheWorst() {
        #expect(difference([1, 2], [1.0, 2.001], relative: 1e-3) == nil)
        #expect(difference([Float.infinity], [Double.infinity]) == nil)
        let message = difference([1.1, 3, 2], [1.0, 2, 2], relative: 0.01)
        #expect(message?.hasPrefix("element 1: found 3.0, expected 2.0") == true)
        #expect(message?.hasSuffix("(2 of 3 elements are off)") == true)
    }

    @Test func refusesNaNAndOtherCounts() {
        #expect(difference([Float.nan], [Float.nan], absolute: 1) != nil)
        #expect(difference([Float.nan], [1.0], absolute: .infinity) != nil)
        #expect(difference([1.0], [1.0, 2.0]) == "1 values, expected 2")
        #expect(difference([2.0], [1.0]) != nil)
        #expect(difference([0.0, 1000.5], [0.01, 1000.0], ofLargest: 1e-3) == nil)
        #expect(difference([0.0, 1002], [0.01, 1000.0], ofLargest: 1e-3) != nil)
    }

    @Test func bitsTellZerosApart() {
        #expect(sameBits([1, .nan], [1, .nan]))
        #expect(!sameBits([0.0], [-0.0]))
        #expect(!sameBits([0.0], [0.0, 0.0]))
    }
}

@Suite struct GradientCheckTests {
    @Test func centralDifferencesOfAPolynomial() {
        let gradient = numericGradient(at: [2, -1]) { $0[0] * $0[0] * $0[1] + 3 * $0[1] }
        #expect(difference(gradient, [-4, 7.0], relative: 1e-8) == nil)
    }

    @Test(arguments: [1, 1.1]) func findsAWrongGradient(factor: Float) {
        var point: [Float] = [0.5, 2, -1]
        let message = gradientDifference(
            point.map { factor * 2 * $0 },
            value: { index, new in
                if let new { point[index] = new }
                return point[index]
            }, loss: { point.reduce(0) { $0 + Double($1 * $1) } })
        #expect((message == nil) == (factor == 1))
        #expect(point == [0.5, 2, -1])
    }
}

@Suite struct FixtureTests {
    @Test func readsGoldenCases() throws {
        let plain = try Fixtures.golden("cross_entropy", case: "plain")
        #expect(try plain.tensor("logits").shape == [9, 5])
        #expect(try plain.floats("logits").count == 45)
        #expect(try plain.integers("targets").count == 9)
        #expect(throws: FixtureError.self) { try plain.tensor("nothing") }
        #expect(throws: FixtureError.self) { try Fixtures.golden("cross_entropy", case: "nothing") }
    }
}

@Suite struct VariantTests {
    @Test func runsEveryInstructionSetAndRestoresTheChoice() {
        let before = withBestInstructionSet { Kernels.instructionSet }
        var seen: [String] = []
        forEveryInstructionSet { name in
            seen.append(name)
            #expect(Kernels.instructionSet == name)
        }
        #expect(seen == Kernels.instructionSets)
        #expect(seen.last == "portable")
        #expect(withBestInstructionSet { Kernels.instructionSet } == before)
    }

    @Test func matricesAreFilledAndRead() throws {
        try withArena { arena in
            let matrix = arena.matrix(rows: 2, columns: 33)
            matrix.poison()
            #expect(!matrix.hasZeroPadding())
            matrix.fill([1.0, 2, 3, 4], at: [0, 16])
            #expect(matrix.elements([0, 16]) == [1, 2, 3, 4])
            #expect(matrix.hasZeroPadding([0, 16]))
            matrix.fillRandom(seed: 1)
            #expect(matrix.elements().allSatisfy { abs($0) <= 1 })
            #expect(Set(matrix.elements()).count > 40)
        }
    }
}
