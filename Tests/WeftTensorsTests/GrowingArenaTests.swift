import TestSupport
import Testing
import WeftTensors

/// An arena where addresses are limited: it takes them as they are needed.
@Suite struct GrowingArenaTests {
    @Test func cutsLikeOneThatHasAll() throws {
        let arena = try Arena(isLimited: true)
        try withExtendedLifetime(arena) {
            #expect(arena.isGrowing && arena.capacity <= 1 << 20)
            try arena.require(1 << 20)
            let kept = arena.matrix(rows: 100, columns: 1000)
            kept[99, 999] = 3
            let mark = arena.used
            for round in 1...6 {
                arena.reset(to: mark)
                try arena.require(round << 20)
                var cut: [Matrix] = []
                for row in 0..<round * 8 {
                    cut.append(arena.matrix(rows: 8, columns: 12_000))
                    cut[row][7, 11_999] = Float(row)
                }
                for row in cut.indices { #expect(cut[row][7, 11_999] == Float(row)) }
                #expect(kept[99, 999] == 3)
            }
        }
    }

    @Test func whatIsCutAfterAResetIsTheSameAgain() throws {
        let arena = try Arena(isLimited: true)
        withExtendedLifetime(arena) {
            let first = arena.cut(100), mark = arena.used
            let second = arena.cut(1 << 18), third = arena.cut(1 << 19)
            third[0] = 7
            arena.reset(to: mark)
            #expect(arena.cut(1 << 18) == second)
            arena.reset()
            #expect(arena.cut(100) == first)
        }
    }

    @Test func itTakesLittleMoreThanItNeeds() throws {
        let arena = try Arena(isLimited: true)
        try arena.require(10 << 20)
        #expect(arena.capacity < 14 << 20)
        arena.reset()
        try arena.require(9 << 20)
        #expect(arena.capacity < 14 << 20)
    }

    @Test(arguments: [true, false]) func whatNoSystemHasIsAnError(isLimited: Bool) throws {
        let arena = try Arena(isLimited: isLimited)
        for floats in [1 << 58, Int.max / 4, Int.max] {
            #expect(throws: ArenaError.self) { try arena.require(floats) }
            #expect(throws: ArenaError.self) { try arena.reserve(floats) }
            #expect(throws: ArenaError.self) { try Arena(capacity: floats) }
        }
        #expect(arena.used == 0)
    }
}
