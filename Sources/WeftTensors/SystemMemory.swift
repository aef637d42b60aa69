#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How much memory this process can have at most.
package enum SystemMemory {
    /// Bytes of the machine's memory, or of the process's address space where that is limited to less (`ulimit -v`).
    ///
    /// What needs more is refused before any work: the system would promise it all the same, and end the process when it
    /// is used.
    package static var limit: Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES)), pageSize = sysconf(Int32(_SC_PAGESIZE))
        let machine = pages > 0 && pageSize > 0 ? pages.multipliedReportingOverflow(by: pageSize).partialValue : Int.max
        return min(machine, addressLimit ?? Int.max)
    }

    /// Bytes of addresses that the process may have; nil without a limit.
    package static var addressLimit: Int? {
        var limit = rlimit()
        #if canImport(Glibc)
            let found = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #else
            let found = getrlimit(RLIMIT_AS, &limit)
        #endif
        guard found == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
        return Int(limit.rlim_cur)
    }
}
