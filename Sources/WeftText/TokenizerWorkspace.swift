/// What one thread needs to tokenize: the scanner, the normalised forms met lately, and room to build one.
final class TokenizerWorkspace {
    /// Longer segments are normalised anew each time.
    private static let longestKept = 64
    private static let mostKept = 1 << 15

    let options: Tokenizer.Options
    let scanner: BoundaryScanner
    let normalization: Normalization
    /// Nil where text is taken as it is composed.
    private var composed: ComposedText?
    /// What an ASCII byte becomes, [256]; bytes of longer sequences stay.
    private let byteMap: UnsafeMutablePointer<UInt8>
    private var scratch: UnsafeMutablePointer<UInt8>
    private var scratchSize = 256
    /// Segments as they stood; segment i became `normalized` string i.
    private var kept = ByteTable()
    private var normalized: [UInt8] = []
    private var normalizedEnds: [Int] = []
    private var normalizedRepairs: [UInt8] = []

    init(_ options: Tokenizer.Options, unit: Segmenter.Unit, rules: BreakRules?) throws(TextError) {
        self.options = options
        let normalization = try Normalization(options.normalizerOptions)
        self.normalization = normalization
        let composition = normalization.composition
        composed = composition.map { ComposedText($0) }
        scanner = try BoundaryScanner(
            unit: unit, locale: options.locale, rules: rules, composition: composition
        ) { scalar in TokenizerWorkspace.traits(of: scalar, normalization) }
        byteMap = .allocate(capacity: 256)
        for byte in 0..<256 { byteMap[byte] = UInt8(byte) }
        if options.foldCase { for byte in 0x41...0x5A { byteMap[byte] = UInt8(byte) | 0x20 } }
        if options.foldNumbers { for byte in 0x30...0x39 { byteMap[byte] = 0x30 } }
        scratch = .allocate(capacity: scratchSize)
    }

    deinit {
        byteMap.deallocate()
        scratch.deallocate()
    }

    private static func traits(of scalar: UInt32, _ normalization: Normalization) -> Traits {
        if scalar == illFormed { return [.word, .change] }
        var traits: Traits = []
        if normalization.givesSpace(scalar) { traits.insert(.space) }
        if normalization.options.form != .none && Composition.isUnsettled(scalar) { traits.insert(.unsettled) }
        if !Normalization.isBlank(scalar) {
            traits.insert(Normalization.isPunctuation(scalar) ? .punctuation : .word)
        }
        if normalization.mayChange(scalar) {
            let isByteChange =
                (0x30...0x39).contains(scalar) || (0x61...0x7A).contains(scalar)
                || (0x41...0x5A).contains(scalar) && !(scalar == 0x49 && normalization.options.isTurkic)
            traits.insert(isByteChange ? .asciiChange : .change)
        }
        return traits
    }

    /// Calls `body` with the normalised bytes, start and end of every token; see `Tokenizer.forEachToken`.
    @inline(__always)
    func forEachToken<E: Error>(
        in text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Int, Int) throws(E) -> Void
    ) throws(E) -> TokenizationCount {
        var count = TokenizationCount()
        let end = try scanner.forEachSegment(in: text) { start, end, traits throws(E) in
            try takeSegment(of: text, start, end, traits, &count, body)
        }
        if end < text.count { try composeAndTake(text, from: end, &count, body) }
        return count
    }

    /// The tokens of the end of a text, cut in composed form, so that equal texts are cut alike, however composed.
    @inline(never)
    private func composeAndTake<E: Error>(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ count: inout TokenizationCount,
        _ body: (UnsafeBufferPointer<UInt8>, Int, Int) throws(E) -> Void
    ) throws(E) {
        guard var composed else { return }
        self.composed = nil  // used here alone, so that its room is not copied
        defer { self.composed = composed }
        composed.compose(text, from: start, scanner.table)
        try composed.bytes.withUnsafeBufferPointer { bytes throws(E) in
            _ = try scanner.forEachSegment(in: bytes, isComposed: true) { start, end, traits throws(E) in
                try takeSegment(of: bytes, start, end, traits, &count) { token, start, end throws(E) in
                    let original = composed.original(of: start..<end)
                    try body(token, original.lowerBound, original.upperBound)
                }
            }
        }
    }

    /// Makes tokens of a segment: one, or none, or several where it holds spaces.
    @inline(__always)
    private func takeSegment<E: Error>(
        of text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ traits: Traits,
        _ count: inout TokenizationCount, _ body: (UnsafeBufferPointer<UInt8>, Int, Int) throws(E) -> Void
    ) throws(E) {
        let isBlank = traits.isDisjoint(with: .visible)
        if isBlank && !options.keepSpaces {
            count.droppedSpaces += 1
            return
        }
        if !options.keepPunctuation && !isBlank && !traits.contains(.word) {
            count.droppedPunctuation += 1
            return
        }
        let segment = UnsafeBufferPointer(rebasing: text[start..<end])
        // White space that is kept is kept as it stands.
        if isBlank || traits.isDisjoint(with: .altered) {
            count.tokens += 1
            try body(segment, start, end)
        } else if traits.contains(.space) && !options.keepSpaces {
            try takeParts(of: text, start..<end, &count, body)
        } else if traits.contains(.change) {
            let token = normalizedForm(of: segment, &count)
            if token.isEmpty {
                count.droppedSpaces += 1
            } else {
                count.tokens += 1
                try body(token, start, end)
            }
        } else {
            count.tokens += 1
            try body(mapBytes(of: segment), start, end)
        }
    }

    /// The segment with each ASCII byte mapped, in the scratch room.
    @inline(__always)
    private func mapBytes(of segment: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if segment.count > scratchSize { growScratch(to: segment.count) }
        let scratch = scratch
        let byteMap = byteMap
        for index in 0..<segment.count { scratch[index] = byteMap[Int(segment[index])] }
        return UnsafeBufferPointer(start: scratch, count: segment.count)
    }

    @inline(never)
    private func growScratch(to size: Int) {
        scratch.deallocate()
        scratchSize = max(size, scratchSize * 2)
        scratch = .allocate(capacity: scratchSize)
    }

    /// The segment as ICU normalises it, in the scratch room; forms of short segments are kept.
    @inline(never)
    private func normalizedForm(
        of segment: UnsafeBufferPointer<UInt8>, _ count: inout TokenizationCount
    ) -> UnsafeBufferPointer<UInt8> {
        guard segment.count <= TokenizerWorkspace.longestKept else {
            let (form, repaired) = normalize(segment)
            count.repaired += repaired
            return copyToScratch(form[...])
        }
        let hash = ByteTable.hash(segment)
        if let index = kept.index(of: segment, hash: hash) {
            count.repaired += Int(normalizedRepairs[index])
            let from = index == 0 ? 0 : normalizedEnds[index - 1]
            return copyToScratch(normalized[from..<normalizedEnds[index]])
        }
        if kept.count == TokenizerWorkspace.mostKept {
            kept.removeAll()
            normalized.removeAll(keepingCapacity: true)
            normalizedEnds.removeAll(keepingCapacity: true)
            normalizedRepairs.removeAll(keepingCapacity: true)
        }
        let (form, repaired) = normalize(segment)
        kept.append(segment, hash: hash)
        normalized.append(contentsOf: form)
        normalizedEnds.append(normalized.count)
        normalizedRepairs.append(UInt8(repaired))
        count.repaired += repaired
        return copyToScratch(form[...])
    }

    private func normalize(_ segment: UnsafeBufferPointer<UInt8>) -> (form: [UInt8], repaired: Int) {
        var units: [UInt16] = []
        let repaired = appendUTF16(of: segment, to: &units)
        var form: [UInt8] = []
        appendUTF8(of: normalization.apply(to: units), to: &form)
        return (form, repaired)
    }

    private func copyToScratch(_ bytes: ArraySlice<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if bytes.count > scratchSize { growScratch(to: bytes.count) }
        bytes.withUnsafeBufferPointer { bytes in
            if let base = bytes.baseAddress { scratch.update(from: base, count: bytes.count) }
        }
        return UnsafeBufferPointer(start: scratch, count: bytes.count)
    }
}
