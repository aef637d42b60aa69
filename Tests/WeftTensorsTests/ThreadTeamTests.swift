import Foundation
import Synchronization
import TestSupport
import Testing
import WeftTensors

/// How often each unit ran.
private final class Tally: Sendable {
    private let counts = Mutex<[Int: Int]>([:])
    func add(_ unit: Int) { counts.withLock { $0[unit, default: 0] += 1 } }
    /// Whether every unit of `0..<units` ran `times` times, and no other.
    func isComplete(_ units: Int, times: Int = 1) -> Bool {
        counts.withLock { $0.count == units && $0.allSatisfy { (0..<units).contains($0.key) && $0.value == times } }
    }
}

@Suite struct ThreadTeamTests {
    @Test(arguments: threadCounts)
    func runsEveryUnitExactlyOnceOverTenThousandJobs(threads: Int) {
        let team = ThreadTeam(count: threads)
        #expect(team.count == threads)
        var seen = [Int32](repeating: 0, count: 24)
        seen.withUnsafeMutableBufferPointer { buffer in
            // A unit owns its own count: the team's rule.
            nonisolated(unsafe) let counts = buffer
            var wrong = 0
            for job in 0..<10_000 {
                let units = job % 24
                team.run(units) { counts[$0] += 1 }
                for unit in 0..<24 {
                    if counts[unit] != (unit < units ? 1 : 0) { wrong += 1 }
                    counts[unit] = 0
                }
            }
            #expect(wrong == 0)
        }
    }

    @Test(arguments: threadCounts)
    func wakesAfterAPause(threads: Int) {
        let team = ThreadTeam(count: threads)
        for round in 0..<20 {
            let tally = Tally()
            team.run(9) { tally.add($0) }
            #expect(tally.isComplete(9), "round \(round)")
            usleep(3000)  // long enough for the workers to fall asleep
        }
    }

    @Test func givesWorkToAllItsThreads() {
        let team = ThreadTeam(count: 3)
        let arrived = Atomic(0)
        // No unit ends before all three have begun, so three threads must take part.
        team.run(3) { _ in
            arrived.add(1, ordering: .sequentiallyConsistent)
            while arrived.load(ordering: .sequentiallyConsistent) < 3 { usleep(100) }
        }
        #expect(arrived.load(ordering: .sequentiallyConsistent) == 3)
    }

    @Test func teamsWorkInsideTeams() {
        let outer = ThreadTeam(count: 3)
        let inner = (0..<3).map { ThreadTeam(count: $0 + 1) }
        let tally = Tally()
        for _ in 0..<200 {
            outer.run(3) { unit in inner[unit].run(10) { tally.add(unit * 10 + $0) } }
        }
        #expect(tally.isComplete(30, times: 200))
    }

    @Test func teamsWorkSideBySide() async {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<4 {
                group.addTask {
                    let team = ThreadTeam(count: 2 + number % 2)
                    let tally = Tally()
                    for _ in 0..<500 { team.run(7) { tally.add($0) } }
                    return tally.isComplete(7, times: 500)
                }
            }
            for await isComplete in group { #expect(isComplete) }
        }
    }

    @Test(arguments: threadCounts)
    func endsAtAnyTime(threads: Int) {
        for round in 0..<50 {
            let team = ThreadTeam(count: threads)
            let tally = Tally()
            if round % 2 == 0 { team.run(5) { tally.add($0) } }
            if round % 10 == 0 { usleep(2000) }
            #expect(round % 2 == 1 || tally.isComplete(5))
        }
    }

    @Test(arguments: threadCounts)
    func splitsARangeIntoGrains(threads: Int) {
        let team = ThreadTeam(count: threads)
        for total in [0, 1, 5, 12, 13, 100] {
            for grain in [1, 4, 12] {
                let ranges = Mutex<[Range<Int>]>([])
                team.split(total, grain: grain) { range in ranges.withLock { $0.append(range) } }
                let sorted = ranges.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
                #expect(sorted.flatMap { Array($0) } == Array(0..<total))
                #expect(sorted.count <= threads)
                #expect(sorted.allSatisfy { $0.lowerBound % grain == 0 && !$0.isEmpty })
            }
        }
    }

    @Test func aTeamOfNoneIsTheCaller() {
        let team = ThreadTeam(count: 0)
        #expect(team.count == 1)
        let tally = Tally()
        team.run(3) { tally.add($0) }
        team.run(-1) { _ in Issue.record("a unit of a job without units") }
        #expect(tally.isComplete(3))
    }
}
