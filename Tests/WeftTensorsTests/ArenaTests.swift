import TestSupport
import Testing
import WeftTensors

@Suite struct ArenaTests {
    private func isAligned(_ pointer: UnsafeMutablePointer<Float>) -> Bool { UInt(bitPattern: pointer) % 64 == 0 }

    @Test func everythingCutIsAlignedAndZeroAtFirst() throws {
        try withArena { arena in
            for size in awkwardSizes {
                #expect(isAligned(arena.cut(size)))
                let matrix = arena.matrix(rows: 3, columns: size), panels = arena.panels(rows: 5, columns: size)
                #expect(isAligned(matrix.base) && isAligned(panels.base))
                #expect((matrix.elements() + panels.elements()).allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func cutsDoNotOverlap() throws {
        try withArena { arena in
            let matrices =
                awkwardSizes.map { arena.matrix(rows: $0, columns: $0) }
                + awkwardSizes.map { arena.panels(rows: $0, columns: $0, spread: true) }
            for (number, matrix) in matrices.enumerated() {
                for row in 0..<matrix.rows {
                    for column in 0..<matrix.paddedColumns { matrix[row, column] = Float(number) }
                }
            }
            for (number, matrix) in matrices.enumerated() {
                #expect(matrix.elements(Array(0..<matrix.paddedColumns)).allSatisfy { $0 == Float(number) })
            }
        }
    }

    @Test func resetGivesTheSameMemoryAgain() throws {
        try withArena { arena in
            let kept = arena.cut(100)
            let mark = arena.used
            let first = arena.matrix(rows: 4, columns: 40)
            first[3, 39] = 5
            let high = arena.used
            #expect(mark == 112 && arena.highWater == high && arena.peakBytes == high * 4)
            arena.reset(to: mark)
            #expect(arena.used == mark && arena.highWater == high)
            let second = arena.matrix(rows: 4, columns: 40)
            #expect(second.base == first.base && second[3, 39] == 5)
            arena.reset()
            #expect(arena.cut(1) == kept && arena.highWater == high)
        }
    }

    @Test func fillsToTheLastFloatAndRefusesTheImpossible() throws {
        let arena = try Arena(capacity: 64)
        _ = arena.cut(64)
        #expect(arena.used == arena.capacity)
        #expect(throws: ArenaError.self) { try Arena(capacity: 1 << 58) }
        #expect(ArenaError.cannotReserve(bytes: 12).description == "cannot reserve 12 bytes of address space")
    }

    /// Rows and panels that start 4 KiB apart would share one set of the cache.
    @Test(arguments: [16, 64, 256, 1000, 1024, 2048])
    func stridesKeepOffMultiplesOfFourKibibytes(size: Int) throws {
        try withArena { arena in
            let rows = arena.matrix(rows: 2, columns: size)
            #expect(rows.rowStride >= rows.paddedColumns && rows.rowStride % 1024 != 0)
            #expect(Arena.floats(rows: 2, columns: size) == 2 * rows.rowStride)
            let spread = arena.panels(rows: size, columns: 40, spread: true)
            #expect(spread.blockStride >= size * 16 && spread.blockStride % 1024 != 0 && spread.blockStride % 16 == 0)
            let dense = arena.panels(rows: size, columns: 40)
            #expect(dense.blockStride == size * 16 && dense.rowStride == 16)
        }
    }
}

@Suite struct MatrixTests {
    @Test func partsAreWindowsOnTheSameFloats() throws {
        try withArena { arena in
            for form in Form.allCases {
                let matrix = form.matrix(rows: 9, columns: 70, in: arena)
                matrix.fill((0..<630).map { Float($0) })
                #expect(matrix[2, 33] == 173)
                #expect(matrix.rows(from: 1, count: 3, step: 2)[2, 5] == matrix[5, 5])
                let blocks = matrix.blocks(from: 3, count: 2)
                #expect(blocks.columns == 22 && blocks[4, 17] == matrix[4, 65])
                #expect(matrix.blocks(from: 5, count: 0).columns == 0)
                let every = matrix.everyBlock(2, from: 1, count: 2)
                #expect(every.columns == 32 && every[1, 16] == matrix[1, 48])
                #expect(matrix.rows(from: 4, count: 1).repeated[3, 20] == matrix[4, 20])
            }
        }
    }

    /// Work that reaches for units of another share must end at once, not overwrite them.
    @Test func blocksOutsideAreRefused() async {
        await #expect(processExitsWith: .failure) {
            try withArena { _ = $0.matrix(rows: 1, columns: 70).blocks(from: 4, count: 2) }
        }
        await #expect(processExitsWith: .failure) {
            try withArena { _ = $0.matrix(rows: 1, columns: 70).everyBlock(2, from: 1, count: 3) }
        }
    }

    @Test func copiesBetweenFormsAndClears() throws {
        try withArena { arena in
            for from in Form.allCases {
                for to in Form.allCases {
                    let source = from.matrix(rows: 5, columns: 37, in: arena)
                    source.fillRandom(seed: 1)
                    let target = to.matrix(rows: 5, columns: 37, in: arena)
                    target.poison()
                    target.copy(from: source)
                    #expect(target.elements() == source.elements() && target.hasZeroPadding())
                    target.clear()
                    #expect(target.elements().allSatisfy { $0 == 0 })
                    arena.reset()
                }
            }
        }
    }
}
