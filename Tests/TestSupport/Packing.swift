/// Packs time-major values [T, B, width] into rows as PackedSequences orders them: for each step the sequences that
/// are still alive. `lengths` are longest first.
package func packed<Value>(_ values: [Value], lengths: [Int], width: Int) -> [Value] {
    let batch = lengths.count
    return (0..<(lengths.first ?? 0)).flatMap { step in
        (0..<batch).filter { lengths[$0] > step }.flatMap { place in
            let start = (step * batch + place) * width
            return values[start..<start + width]
        }
    }
}
