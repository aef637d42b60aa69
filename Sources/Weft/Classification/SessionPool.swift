import Synchronization

/// Sessions that are lent to one caller at a time and kept for the next; a new one is made when all are lent.
package final class SessionPool<Session>: @unchecked Sendable {  // a session is reached by its borrower alone
    private let idle = Mutex<Int>(0)
    private var sessions: [Session] = []
    private let make: @Sendable () throws -> Session

    package init(_ make: @escaping @Sendable () throws -> Session) { self.make = make }

    package func withSession<Result>(_ body: (Session) throws -> Result) throws -> Result {
        let session = try take() ?? make()
        defer { giveBack(session) }
        return try body(session)
    }

    private func take() -> Session? {
        idle.withLock { count in
            guard count > 0 else { return nil }
            count -= 1
            return sessions.removeLast()
        }
    }

    private func giveBack(_ session: Session) {
        idle.withLock { count in
            count += 1
            sessions.append(session)
        }
    }
}
