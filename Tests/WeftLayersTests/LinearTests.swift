import TestSupport
import Testing
import WeftLayers
import WeftTensors

@Suite struct LinearTests {
    /// A layer over two parts of features, with everything it needs.
    private struct Case {
        var layout = ParameterLayout()
        let linear: Linear
        let values: ParameterBuffer
        let gradients: ParameterBuffer
        let prepared: Linear.Prepared
        let input: Matrix
        let deltas: Matrix
        let arena: Arena

        init(rows: Int, outputs: Int, parts: [Int], arena: Arena, team: ThreadTeam) throws {
            self.arena = arena
            linear = Linear("output", inputs: Features(parts), outputs: outputs, in: &layout)
            values = try ParameterBuffer(layout)
            gradients = try ParameterBuffer(layout)
            for (index, entry) in layout.entries.enumerated() {
                values.load(entry, from: randomValues(entry.count, seed: UInt64(index)))
            }
            prepared = linear.makePrepared(in: arena)
            linear.prepare(values, into: prepared, team: team)
            input = arena.matrix(rows: rows, columns: linear.inputs.paddedCount)
            input.fillRandom(seed: 10, at: linear.inputs.positions)
            deltas = linear.makeOutput(rows: rows, in: arena)
            deltas.fillRandom(seed: 11)
        }

        var positions: [Int] { linear.inputs.positions }
        func gradient(_ index: Int) -> [Float] { gradients.export(layout.entries[index]) }

        func forward(_ team: ThreadTeam) -> Matrix {
            let output = linear.makeOutput(rows: input.rows, in: arena)
            output.poison()
            linear.forward(input, values: values, output: output, team: team)
            return output
        }

        func backward(_ team: ThreadTeam, adding: Bool = false, into inputDeltas: Matrix? = nil) -> Matrix {
            let result = inputDeltas ?? arena.matrix(rows: input.rows, columns: linear.inputs.paddedCount)
            if inputDeltas == nil { result.poison() }
            linear.backward(
                input, outputDeltas: deltas, prepared: prepared, inputDeltas: result, adding: adding,
                gradients: gradients, workspace: arena, team: team)
            return result
        }
    }

    /// y = W·x + b and its derivatives, in double.
    private func check(_ it: Case, team: ThreadTeam) {
        let x = it.input.elements(it.positions).map(Double.init), dy = it.deltas.elements().map(Double.init)
        let w = it.values.export(it.layout.entries[0]).map(Double.init)
        let b = it.values.export(it.layout.entries[1]).map(Double.init)
        let rows = it.input.rows, outputs = b.count, inputs = it.positions.count
        var y = Array(repeating: 0.0, count: rows * outputs), dx = Array(repeating: 0.0, count: rows * inputs)
        var dw = Array(repeating: 0.0, count: outputs * inputs), db = Array(repeating: 0.0, count: outputs)
        for row in 0..<rows {
            for output in 0..<outputs {
                let delta = dy[row * outputs + output]
                db[output] += delta
                y[row * outputs + output] = b[output]
                for input in 0..<inputs {
                    y[row * outputs + output] += w[output * inputs + input] * x[row * inputs + input]
                    dx[row * inputs + input] += w[output * inputs + input] * delta
                    dw[output * inputs + input] += x[row * inputs + input] * delta
                }
            }
        }
        let output = it.forward(team)
        #expect(difference(output.elements(), y, ofLargest: 1e-6) == nil)
        #expect(output.hasZeroPadding())
        let inputDeltas = it.backward(team)
        #expect(difference(inputDeltas.elements(it.positions), dx, ofLargest: 1e-6) == nil)
        #expect(inputDeltas.hasZeroPadding(it.positions))
        #expect(difference(it.gradient(0), dw, ofLargest: 2e-6) == nil)
        #expect(difference(it.gradient(1), db, ofLargest: 2e-6) == nil)
    }

    @Test(arguments: [(1, 1, [1]), (2, 6, [7, 7]), (31, 17, [16]), (300, 33, [20, 20]), (600, 3, [33])])
    func agreesWithDouble(rows: Int, outputs: Int, parts: [Int]) throws {
        try forEveryInstructionSet { _ in
            try withArena { arena in
                let team = ThreadTeam(count: 2)
                check(try Case(rows: rows, outputs: outputs, parts: parts, arena: arena, team: team), team: team)
            }
        }
    }

    @Test func gradientsAddAndDeltasOverwrite() throws {
        try withArena { arena in
            let team = ThreadTeam(count: 1)
            let it = try Case(rows: 5, outputs: 4, parts: [6], arena: arena, team: team)
            let first = it.backward(team).elements()
            let weight = it.gradient(0), bias = it.gradient(1)
            let result = it.backward(team)
            #expect(sameBits(result.elements(), first))
            #expect(difference(it.gradient(0), weight.map { 2 * $0 }, absolute: 1e-6) == nil)
            #expect(difference(it.gradient(1), bias.map { 2 * $0 }, absolute: 1e-6) == nil)
            _ = it.backward(team, adding: true, into: result)
            #expect(difference(result.elements(), first.map { 2 * $0 }, absolute: 1e-6) == nil)
        }
    }

    @Test(arguments: [(3, 700), (400, 9)]) func sameBitsForAnyThreads(rows: Int, outputs: Int) throws {
        var seen: [[Float]] = []
        try withBestInstructionSet {
            try forEveryTeam { team in
                try withArena { arena in
                    let it = try Case(rows: rows, outputs: outputs, parts: [40], arena: arena, team: team)
                    let found = [it.forward(team), it.backward(team)].map { $0.elements() } + [it.gradient(0)]
                    if seen.isEmpty { seen = found }
                    #expect(zip(found, seen).allSatisfy(sameBits))
                }
            }
        }
    }
}
