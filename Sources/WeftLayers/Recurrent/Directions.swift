/// One value for the forward direction and, in a bidirectional layer, one for the reverse.
package struct Directions<Value: Sendable>: Sendable {
    package var forward: Value
    package var reverse: Value?

    package init(bidirectional: Bool, _ make: (_ isReverse: Bool) throws -> Value) rethrows {
        forward = try make(false)
        reverse = bidirectional ? try make(true) : nil
    }

    package var count: Int { reverse == nil ? 1 : 2 }

    package subscript(direction: Int) -> Value {
        if direction == 0 { return forward }
        guard let reverse else { preconditionFailure("there is one direction only") }
        return reverse
    }
}
