import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A wish to stop: Ctrl-C or a request to terminate, noted by a signal handler and asked for by a training loop.
///
/// The first signal is noted, the second has its default effect and kills: the handler is installed for one
/// delivery only.
package struct Interruption: Sendable {
    /// A signal handler is given nothing but the signal's number, so what it sets has to be process-wide. This is the
    /// only such state; nobody else can write it, and it only ever goes from "no" to "yes".
    private static let requested = Atomic<Bool>(false)

    /// Starts to listen for SIGINT and SIGTERM.
    package init() {
        // Initialised before a handler can run, which must not be the one to do it.
        _ = Self.requested.load(ordering: .relaxed)
        var action = sigaction()
        let handler: @convention(c) (Int32) -> Void = { _ in
            Interruption.requested.store(true, ordering: .relaxed)
        }
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART) | UInt32(SA_RESETHAND))
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
        // A program that started us from a thread of a dispatch queue has left them blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether somebody asked this process to stop. Costs one load.
    package var isRequested: Bool { Self.requested.load(ordering: .relaxed) }
}
