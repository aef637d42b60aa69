#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs pieces of work on threads of its own, started for the call and joined before it returns. The file side of
/// Weft needs threads a few times a run, for tens of milliseconds, so it keeps none.
package enum Threads {
    /// Calls `body` once for each worker `0..<count`, the first of them on the calling thread.
    package static func run(_ count: Int, _ body: (Int) -> Void) {
        guard count > 1 else { return body(0) }
        // The closure outlives the threads: all are joined below.
        withoutActuallyEscaping(body) { body in
            let jobs = (0..<count).map { Job(worker: $0, body: body) }
            var threads: [pthread_t] = []
            var unstarted: [Job] = [jobs[0]]
            for job in jobs.dropFirst() {
                if let thread = start(job) { threads.append(thread) } else { unstarted.append(job) }
            }
            for job in unstarted { job.body(job.worker) }
            for thread in threads { pthread_join(thread, nil) }
        }
    }

    private final class Job {
        let worker: Int
        let body: (Int) -> Void
        init(worker: Int, body: @escaping (Int) -> Void) {
            self.worker = worker
            self.body = body
        }
    }

    /// Starts a thread; nil where the system gives none, and the caller does the work itself.
    private static func start(_ job: Job) -> pthread_t? {
        let reference = Unmanaged.passRetained(job)
        #if canImport(Glibc)
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, { Threads.main($0) }, reference.toOpaque())
            if code == 0 { return thread }
        #else
            var thread: pthread_t?
            let code = pthread_create(&thread, nil, { Threads.main($0) }, reference.toOpaque())
            if code == 0 { return thread }
        #endif
        reference.release()
        return nil
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
        job.body(job.worker)
        return nil
    }
}
