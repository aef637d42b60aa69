import Synchronization

/// A value that is made when it is first asked for, and kept: a part of a model file that most uses never need.
package final class Deferred<Value: Sendable>: Sendable {
    private enum State {
        case made(Value)
        case unmade(@Sendable () throws -> Value)
    }

    private let state: Mutex<State>

    package init(_ value: Value) { state = Mutex(.made(value)) }

    package init(making make: @escaping @Sendable () throws -> Value) { state = Mutex(.unmade(make)) }

    /// The value. A fault of making it is thrown again each time.
    package func get() throws -> Value {
        try state.withLock { state in
            switch state {
            case .made(let value): return value
            case .unmade(let make):
                let value = try make()
                state = .made(value)
                return value
            }
        }
    }
}
