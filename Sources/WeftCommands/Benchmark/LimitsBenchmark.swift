import WeftTensors

/// What this machine can do at most: multiply-adds in registers, and bytes read from each level of memory.
struct LimitsBenchmark {
    let threads: Int

    /// 1e9 floating-point operations a second of all threads together.
    func gigaflops() -> Double {
        let team = ThreadTeam(count: threads)
        let rounds = 400_000
        let measurement = Measurement(repeats: 5, warmUp: .milliseconds(30)) {
            team.run(threads) { _ in _ = Kernels.multiplyAdds(rounds: rounds) }
        }
        let operations = Kernels.multiplyAdds(rounds: rounds) * Double(threads)
        return operations / measurement.least * 1e-6
    }

    /// 1e9 bytes a second read by all threads together, each from `kibibytes` of its own.
    func gigabytesPerSecond(kibibytes: Int) throws -> Double {
        let count = kibibytes * 256
        let arena = try Arena(capacity: count * threads + 1024)
        let memory = arena.matrix(rows: threads, columns: count)
        memory.clear()
        let team = ThreadTeam(count: threads)
        let measurement = Measurement(repeats: 5, warmUp: .milliseconds(30)) {
            team.run(threads) { unit in _ = Kernels.read(memory.base + unit * memory.rowStride, count: count) }
        }
        return Double(count * 4 * threads) / measurement.least * 1e-6
    }
}
