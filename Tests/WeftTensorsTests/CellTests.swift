import TestSupport
import Testing
import WeftTensors

/// Every fused cell against its equations in double precision.
@Suite struct CellTests {
    @Test func everyCellHasAReference() {
        #expect(Set(CellKernel.all.map(\.name)) == Set(CellReference.all.keys))
    }

    /// A step's matrices, filled, and copies of what they held before it.
    private struct Setting {
        let kind: CellKernel
        let rows: Int
        let blocks: Int
        let gates: Matrix
        let hidden: Matrix
        let next: Matrix
        let cell: Matrix
        let output: Matrix
        let before: Matrix
        let after: Matrix
        let vectors: Matrix
        var units: Int { blocks * Matrix.block }
        let reference: CellReference
        var gateCount: Int { reference.gateCount }

        init(_ kind: CellKernel, rows: Int, blocks: Int, form: Form, in arena: Arena) throws {
            self.kind = kind
            let reference = try #require(CellReference.all[kind.name])
            self.reference = reference
            self.rows = rows
            self.blocks = blocks
            let width = blocks * Matrix.block
            func make(_ columns: Int, _ seed: UInt64, _ scale: Float) -> Matrix {
                let matrix = form.matrix(rows: rows, columns: columns, in: arena)
                matrix.fillRandom(seed: seed, scale: scale)
                return matrix
            }
            // Steps of scale / 512, never zero: the kink of the rectifier is no place for differences.
            gates = make(width * reference.gateCount, 1, 4)
            for row in 0..<rows {
                for column in 0..<gates.columns where gates[row, column] == 0 { gates[row, column] = 0.5 }
            }
            hidden = make(width, 2, 1)
            next = make(width, 3, 1)
            cell = make(width, 4, 2)
            output = make(width, 5, 1)
            before = make(width, 6, 1)
            after = make(width, 7, 1)
            vectors = arena.matrix(rows: reference.vectorCount, columns: width)
            vectors.fillRandom(seed: 8)
        }

        func step(keeping: Bool, writingOutput: Bool = true) -> CellStep {
            var step = CellStep(
                gates: gates, gateStride: blocks, hidden: hidden, next: next, cell: reference.hasCellState ? cell : nil,
                output: writingOutput ? output : nil, before: keeping ? before : nil)
            if reference.vectorCount > 0 {
                step.vectors = vectors
                step.after = keeping ? after : nil
            }
            return step
        }

        func vectorValues(_ unit: Int) -> [Double] {
            (0..<reference.vectorCount).map { Double(vectors[$0, unit]) }
        }

        func gateValues(_ row: Int, _ unit: Int) -> [Double] {
            (0..<gateCount).map { Double(gates[row, $0 * units + unit]) }
        }
    }

    private func expectedStep(_ setting: Setting) -> (hidden: [Double], cell: [Double]) {
        var hidden: [Double] = [], cell: [Double] = []
        for row in 0..<setting.rows {
            for unit in 0..<setting.units {
                let (h, c) = setting.reference.step(
                    setting.gateValues(row, unit), Double(setting.hidden[row, unit]), Double(setting.cell[row, unit]),
                    setting.vectorValues(unit))
                hidden.append(h)
                cell.append(c)
            }
        }
        return (hidden, cell)
    }

    @Test(arguments: CellKernel.all, Form.allCases)
    func forwardAgreesWithTheEquations(kind: CellKernel, form: Form) throws {
        try withArena { arena in
            try forEveryInstructionSet { name in
                for (rows, blocks) in [(0, 1), (1, 1), (2, 3), (7, 2), (9, 1)] {
                    for keeping in [false, true] {
                        arena.reset()
                        let setting = try Setting(kind, rows: rows, blocks: blocks, form: form, in: arena)
                        let expected = expectedStep(setting)
                        let oldCell = setting.cell.elements(), oldHidden = setting.hidden.elements()
                        Kernels.forward(kind, setting.step(keeping: keeping), rows: rows, blocks: blocks)
                        let at: Comment = "\(name) \(rows) rows, \(blocks) blocks, keeping \(keeping)"
                        #expect(difference(setting.next.elements(), expected.hidden, absolute: 1.5e-6) == nil, at)
                        #expect(sameBits(setting.output.elements(), setting.next.elements()), at)
                        if setting.reference.hasCellState {
                            #expect(difference(setting.cell.elements(), expected.cell, absolute: 1.5e-6) == nil, at)
                        }
                        if keeping, setting.reference.keepsBefore {
                            let old = setting.reference.hasCellState ? oldCell : oldHidden
                            #expect(sameBits(setting.before.elements(), old), at)
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: CellKernel.all)
    func nextMayBeTheHiddenStateAndOutputMayBeMissing(kind: CellKernel) throws {
        try withArena { arena in
            try forEveryInstructionSet { name in
                arena.reset()
                let first = try Setting(kind, rows: 3, blocks: 2, form: .rows, in: arena)
                Kernels.forward(kind, first.step(keeping: true), rows: 3, blocks: 2)
                let second = try Setting(kind, rows: 3, blocks: 2, form: .rows, in: arena)
                var step = second.step(keeping: false, writingOutput: false)
                step.next = second.hidden
                Kernels.forward(kind, step, rows: 3, blocks: 2)
                #expect(sameBits(second.hidden.elements(), first.next.elements()), "\(name)")
                #expect(sameBits(second.cell.elements(), first.cell.elements()), "\(name)")
            }
        }
    }

    /// The gradient of Σ (dh + dy) · h' + dc · c' by every variable of a unit, against central differences.
    @Test(arguments: CellKernel.all, Form.allCases)
    func backwardIsTheGradientOfForward(kind: CellKernel, form: Form) throws {
        try withArena { arena in
            try forEveryInstructionSet { name in
                for (rows, blocks, hasOutput) in [(1, 1, true), (2, 3, false), (5, 2, true)] {
                    arena.reset()
                    let setting = try Setting(kind, rows: rows, blocks: blocks, form: form, in: arena)
                    let expected = expectedGradients(setting, hasOutput: hasOutput)
                    let (output, deltas) = (setting.output.elements(), expected.deltas)
                    let gradientOfCell = expected.cellDeltas
                    Kernels.forward(kind, setting.step(keeping: true), rows: rows, blocks: blocks)
                    setting.output.fill(output)
                    setting.next.fill(deltas)
                    setting.cell.fill(gradientOfCell)
                    Kernels.backward(
                        kind, setting.step(keeping: true, writingOutput: hasOutput), rows: rows, blocks: blocks)
                    let at: Comment = "\(name) \(rows) rows, \(blocks) blocks"
                    let gates = (0..<rows).flatMap { r in
                        (0..<setting.units).flatMap { setting.gateValues(r, $0) }
                    }
                    #expect(difference(gates, expected.gates, absolute: 4e-6) == nil, at)
                    #expect(difference(setting.next.elements(), expected.hidden, absolute: 4e-6) == nil, at)
                    if setting.reference.hasCellState {
                        #expect(difference(setting.cell.elements(), expected.cell, absolute: 4e-6) == nil, at)
                    }
                }
            }
        }
    }

    private struct Gradients {
        /// What comes from above: deltas of h' and of c'.
        var deltas: [Float] = []
        var cellDeltas: [Float] = []
        /// A unit's gates side by side.
        var gates: [Double] = []
        var hidden: [Double] = []
        var cell: [Double] = []
    }

    private func expectedGradients(_ setting: Setting, hasOutput: Bool) -> Gradients {
        var result = Gradients()
        let count = setting.rows * setting.units
        result.deltas = randomValues(count, seed: 11)
        result.cellDeltas = randomValues(count, seed: 12)
        for row in 0..<setting.rows {
            for unit in 0..<setting.units {
                let place = row * setting.units + unit
                let delta = Double(result.deltas[place]) + (hasOutput ? Double(setting.output[row, unit]) : 0)
                let cellDelta = Double(result.cellDeltas[place])
                let point =
                    setting.gateValues(row, unit) + [
                        Double(setting.hidden[row, unit]), Double(setting.cell[row, unit]),
                    ]
                let gates = setting.gateCount
                let gradient = numericGradient(at: point) { x in
                    let (h, c) = setting.reference.step(
                        Array(x.prefix(gates)), x[gates], x[gates + 1], setting.vectorValues(unit))
                    return delta * h + cellDelta * c
                }
                result.gates += gradient.prefix(gates)
                result.hidden.append(gradient[gates])
                result.cell.append(gradient[gates + 1])
            }
        }
        return result
    }
}
