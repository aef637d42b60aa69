import WeftTensors

/// Lends an arena of 64 MiB of addresses to `body` and keeps it alive throughout: a matrix does not.
package func withArena<Result>(_ body: (_ arena: Arena) throws -> Result) throws -> Result {
    let arena = try Arena(capacity: 1 << 24)
    return try withExtendedLifetime(arena) { try body(arena) }
}
