import WeftTensors

/// What a layer carries from step to step for a batch, in the order of ``PackedSequences`` places: parts of their own
/// widths, [batch, columns], the hidden state first. A bidirectional layer has its directions side by side in each.
package struct LayerState: Sendable {
    package let parts: [Matrix]

    package init(parts: [Matrix]) { self.parts = parts }

    package func clear() { for part in parts { part.clear() } }

    package func copy(from other: LayerState) {
        for (part, source) in zip(parts, other.parts) { part.copy(from: source) }
    }

    /// The state of some sequences that stand side by side.
    package func rows(from first: Int, count: Int) -> LayerState {
        LayerState(parts: parts.map { $0.rows(from: first, count: count) })
    }
}
