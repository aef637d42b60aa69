extension TokenizerWorkspace {
    /// A token of a segment that is cut again.
    private struct Part {
        let text: [UInt8]
        let range: Range<Int>
    }

    /// The normalised parts of a segment between white space, be it there before normalising (a space with an accent,
    /// a narrow no-break space in a number) or after it (U+00B4 is a space with an accent, U+FDFA four words).
    ///
    /// Such segments are rare, so room is taken anew for each.
    private func parts(
        of text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>, _ count: inout TokenizationCount
    ) -> [Part] {
        let normalizer = Normalizer(normalization)
        var parts: [Part] = []
        var dropped = 0
        forEachPart(of: text, segment) { stretch in
            let aligned = normalizer.align(utf8: UnsafeBufferPointer(rebasing: text[stretch]).span)
            count.repaired += aligned.repaired
            let form = Array(aligned.text.utf8)
            form.withUnsafeBufferPointer { form in
                forEachPart(of: form, 0..<form.count) { part in
                    guard let base = form.baseAddress else { return }
                    let traits = scanner.traits(base, part.lowerBound, part.upperBound, form.count)
                    if traits.isDisjoint(with: .visible) { return }
                    if !options.keepPunctuation && !traits.contains(.word) {
                        dropped += 1
                        return
                    }
                    let range = aligned.originalRange(of: part)
                    parts.append(
                        Part(
                            text: Array(form[part]),
                            range: stretch.lowerBound + range.lowerBound..<stretch.lowerBound + range.upperBound))
                }
            }
        }
        count.droppedPunctuation += dropped
        if parts.isEmpty && dropped == 0 { count.droppedSpaces += 1 }
        return parts
    }

    /// Calls `body` with those parts.
    @inline(never)
    func takeParts<E: Error>(
        of text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>, _ count: inout TokenizationCount,
        _ body: (UnsafeBufferPointer<UInt8>, Int, Int) throws(E) -> Void
    ) throws(E) {
        for part in parts(of: text, segment, &count) {
            count.tokens += 1
            try part.text.withUnsafeBufferPointer { text throws(E) in
                try body(text, part.range.lowerBound, part.range.upperBound)
            }
        }
    }

    /// Calls `body` with what lies between white space.
    private func forEachPart(
        of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void
    ) {
        guard let base = text.baseAddress else { return }
        var start = range.lowerBound
        var index = start
        while index < range.upperBound {
            let (scalar, length) = decodeScalar(base, index, range.upperBound)
            if scalar != illFormed, Normalization.isSpace(scalar) {
                if start < index { body(start..<index) }
                start = index + length
            }
            index += length
        }
        if start < range.upperBound { body(start..<range.upperBound) }
    }
}
