import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A wish to stop: Ctrl-C, a request to terminate or the end of a terminal, heard by a signal handler.
///
/// A signal is noted, and asked for by the work, which saves what it has and ends. Further signals change nothing, so that
/// none can take away what is being saved. Before there is work to keep, a signal may end the process at once. A signal that was ignored when the process began, as `nohup` and shells do for what runs in the background, stays so.
package struct Interruption: Sendable {
    /// A signal handler is given nothing but the signal's number, so what it reads and sets has to be process-wide. These
    /// are the only such states.
    private static let requested = Atomic<Bool>(false)
    private static let endsAtOnce = Atomic<Bool>(false)

    /// Starts to listen for SIGINT, SIGTERM and SIGHUP.
    package init() {
        // Initialised before a handler can run, which must not be the one to do it.
        _ = Self.requested.load(ordering: .relaxed)
        _ = Self.endsAtOnce.load(ordering: .relaxed)
        for signal in [SIGINT, SIGTERM, SIGHUP] { Self.listen(for: signal) }
    }

    /// Starts to listen where nothing would be lost yet: until `keepWork`, a signal ends the process.
    ///
    /// - Throws: `Interrupted` if one came before, while outputs were looked at.
    static func beforeWork() throws(Interrupted) -> Interruption {
        endsAtOnce.store(true, ordering: .relaxed)
        let interruption = Interruption()
        if interruption.isRequested { throw Interrupted("interrupted; nothing was saved") }
        return interruption
    }

    /// Says that from now on there is something to save.
    func keepWork() { Self.endsAtOnce.store(false, ordering: .relaxed) }

    /// Whether somebody asked this process to stop. Costs one load.
    package var isRequested: Bool { Self.requested.load(ordering: .relaxed) }

    private static func listen(for signal: Int32) {
        var action = sigaction()
        sigaction(signal, nil, &action)
        if isIgnoring(action) { return }
        action = sigaction()
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = hear
        #else
            action.__sigaction_u.__sa_handler = hear
        #endif
        action.sa_flags = Int32(SA_RESTART)
        sigaction(signal, &action, nil)
        // A program that started us from a thread of a dispatch queue has left them blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, signal)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private static func isIgnoring(_ action: sigaction) -> Bool {
        #if canImport(Glibc)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static let hear: @convention(c) (Int32) -> Void = { _ in
        if Interruption.endsAtOnce.load(ordering: .relaxed) {
            Interruption.say("weft: interrupted; nothing was saved\n")
            _exit(130)
        }
        // Only a person wonders whether the first was heard.
        if Interruption.requested.exchange(true, ordering: .relaxed), isatty(STDERR_FILENO) == 1 {
            Interruption.say("weft: stopping, once what is done is saved\n")
        }
    }

    /// Writes a line, by no means that a signal handler may not use.
    private static func say(_ text: StaticString) {
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
}
